#!/bin/sh
# Writes a new ledger of referral-2019 from the public record, with one command for each reported statement.
#
#   operations/referral-2019.sh [LEDGER]     default: referral-2019.ledger beside this script; it must not exist yet
#
# TAKEDOWN names the program. The script sets the clock, the officer and the instance, so that the verdicts are
# the same each time. Ids and salts are new, so the hashes differ.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
ledger=${1:-$here/referral-2019.ledger}
if [ -e "$ledger" ]; then
  echo "error: $ledger is there already; nothing is ever written over" >&2
  exit 1
fi
export TAKEDOWN_INSTANCE=7f3a9c02 TAKEDOWN_OFFICER=archive-1
export TAKEDOWN_OPERATION="$here/referral-2019.toml" TAKEDOWN_LEDGER="$ledger"

minute=10
td() {
  minute=$((minute + 1))
  "${TAKEDOWN:-takedown}" --now "2026-11-24T13:$minute:00Z" "$@"
}

# What is reported. The plan lists the sources, in the claims of each measure.
td record refer:items --at 2019-11-21/2019-11-24 \
  --note "referred: whether an item goes is for the provider to decide"
td record refer:telegram-channels --at 2019-11-21/2019-11-22
td record arrest:disseminator --at 2019-11-21/2019-11-24 \
  --note "no source gives the day within the action"

# What is known about the operation as a whole.
td note "Led by the Belgian investigating judge for counter-terrorism and the Federal Prosecutor's Office, with the Federal Judicial Police of East Flanders; coordinated by the EU Internet Referral Unit, supported by Eurojust." \
  --at 2019-11-21/2019-11-24 --source s15
td note "12 Member States, says Europol; 11 countries, says a Dutch outlet. Both stand." \
  --about refer:items --source s15 --source s17-nu
td note "9 providers of online services; Google, Twitter, Instagram and Telegram are named." \
  --about refer:items --source s15 --source s18
td note "Several papers wrote that the items were taken down. Europol's text says referred." \
  --about refer:items --source s14 --source s15 --source s17-hurriyet --source s17-nu
td note "The arrest was made by the Guardia Civil, in coordination with the Central Investigating Courts 3 and 5 and the prosecutor of the Audiencia Nacional." \
  --about arrest:disseminator --source s15
td note "The Belgian prosecutor's office: after the action of 2018 the outlet was back surprisingly fast, so this time more was tried." \
  --about outlet:amaq --at 2019-11-25 --source s13 --source s14
td note "The campaign before: August 2016, June 2017, April 2018." \
  --about outlet:amaq --source s1 --source s17-hurriyet
