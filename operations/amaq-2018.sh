#!/bin/sh
# Writes a new ledger of amaq-2018 from the public record, with one command for each reported statement.
#
#   operations/amaq-2018.sh [LEDGER]     default: amaq-2018.ledger beside this script; it must not exist yet
#
# TAKEDOWN names the program. The script sets the clock, the officer and the instance, so that the verdicts are
# the same each time. Ids and salts are new, so the hashes differ.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
ledger=${1:-$here/amaq-2018.ledger}
if [ -e "$ledger" ]; then
  echo "error: $ledger is there already; nothing is ever written over" >&2
  exit 1
fi
export TAKEDOWN_INSTANCE=7f3a9c02 TAKEDOWN_OFFICER=archive-1
export TAKEDOWN_OPERATION="$here/amaq-2018.toml" TAKEDOWN_LEDGER="$ledger"

minute=10
td() {
  minute=$((minute + 1))
  "${TAKEDOWN:-takedown}" --now "2026-11-24T12:$minute:00Z" "$@"
}

days=2018-04-25/2018-04-26

# What is reported. The plan lists the sources, in the claims of each measure.
td record seize:nl-servers seize:ca-servers seize:us-servers --at $days
td record seize:bg-servers seize:fr-servers seize:ro-servers --at $days \
  --note "two sources say seized, a third says that evidence was seized: both stand"
td record secure-evidence:bg-servers secure-evidence:fr-servers secure-evidence:ro-servers --at $days
td record block-access:bg-amaq-servers --at $days \
  --note "the only number that any country gave"
td record identify:registrars --at $days

# What is known about the operation as a whole.
td note "First strike, August 2016: the mobile application and the web infrastructure; the answer was one more complex and better secured." \
  --about outlet:amaq --at 2016-08-01/2016-08-31 --source s1 --source s2 --source s3
td note "Second strike, June 2017, led by Spain's Guardia Civil: part of the web assets; the servers seized led to radicalised persons in more than 100 countries." \
  --about outlet:amaq --at 2017-06-01/2017-06-30 --source s1 --source s2 --source s3
td note "The case began at the end of 2015: Europol told Member States of the rise of Amaq and of an infrastructure that was hard to bring down." \
  --about outlet:amaq --source s2
td note "Led by the Belgian Federal Prosecutor's Office, coordinated by Europol from The Hague, supported by Eurojust; eight countries at the same time." \
  --at $days --source s2 --source s4 --source s5 --source s6
td note "Two years of work, and police by the dozens, says AFP." --at ../2018-04-26 --source s4
td note "Aim of the Belgian prosecutor: to destabilise the apparatus, by seizing and dismantling servers, and by identifying and arresting its administrators." \
  --about identify:administrators --about arrest:administrators --source s4 --source s5
td note "Europol: what the outlets can broadcast and publicise is compromised; its head: possible only with the experience of earlier actions against cybercrime." \
  --about outlet:amaq --about outlet:al-bayan --about outlet:halumu --about outlet:nashir --at 2018-04-27 --source s4
td note "Europol expects the data that was retrieved to help identify the administrators." \
  --about identify:administrators --at 2018-04-27 --source s6
td note "No arrest was announced." --about arrest:administrators --source s11
td note "Services in nine languages, newsletters by mail, browser add-ons: named, and not reported as touched." \
  --about asset:newsletters --about asset:browser-add-ons --source s9

# What happened later.
td observe resurfaced amaq --at ../2018-05-04 --source s12 --note "at another address, in less than a week"
td observe resurfaced amaq --at ../2018-08-19 --source s12 --note "a third address"
td observe resurfaced amaq --at ../2018-08-19 --source s12 --note "a fourth address"
td observe up amaq --at 2018-08-19 --source s12 \
  --note "a European official: a smaller footprint, but not gone from the web; the day is that of the report"
td note "In 2019 the Belgian prosecutor's office said that it had been surprised how fast the outlet was back." \
  --about outlet:amaq --at ../2019-11-25 --source s13 --source s14
