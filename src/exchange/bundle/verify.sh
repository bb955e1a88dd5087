#!/bin/sh
# Verifies the bundle that this file lies in:   sh verify.sh
#
# It needs sh, sed, sha256sum and ssh-keygen, and writes nothing. What is wrong is printed, one finding a line, and the
# exit code is 4; if nothing is, it says so in one line, and the exit code is 0. README.md says what that proves.
LC_ALL=C TZ=UTC0
export LC_ALL TZ
# With CDPATH, cd could go to another folder of the same name.
unset CDPATH
case $0 in
  /*) cd "${0%/*}/" || exit 1 ;;
  */*) cd "./${0%/*}" || exit 1 ;;
esac

bad=0
say() {
  printf '%s\n' "$1"
  bad=1
}

# The SHA-256 of what comes in.
sum() {
  set -- $(sha256sum)
  printf '%s' "$1"
}

# Whether a text is 64 hex digits.
is_hash() {
  case $1 in *[!0-9a-f]*) return 1 ;; esac
  [ ${#1} = 64 ]
}

# A name as it may be printed: a question mark in place of each byte that no name in a bundle has.
printable() {
  rest=$1 printable=
  while [ -n "$rest" ]; do
    fine=${rest%%[!A-Za-z0-9._~/-]*}
    printable=$printable$fine
    rest=${rest#"$fine"}
    [ -z "$rest" ] || printable=$printable?
    rest=${rest#?}
  done
}

# Whether a file has the name of a log, or of a branch of one.
is_log() { [ -n "$(printf '%s\n' "$1" | sed -E -n "/^$log_name(~[0-9a-f]{16})?\\.jsonl\$/p")" ]; }

zeros=0000000000000000000000000000000000000000000000000000000000000000
namespace=takedown-checkpoint@v1
id='[a-z0-9][a-z0-9-]{0,62}'
log_name="$id\\.[0-9a-f]{8}"
# No longer than what the shell and sed can count.
line_number='[1-9][0-9]{0,15}'

# Whether the shell sees every byte of a file: it passes over a NUL, and over what follows the last line feed.
is_text() { [ "$(while IFS= read -r line; do printf '%s\n' "$line"; done <"$1" | sum)" = "$(sum <"$1")" ]; }

# A value of bundle.json, as it is spelled there.
said() { sed -n "s/^  \"$1\": \(.*[^,]\),\{0,1\}\$/\1/p" bundle.json; }

# 1. The files: regular ones that a bundle holds, and nothing else. Until that is known nothing is opened and no program
# is run, so that a file which somebody has put in is neither read nor executed.
set --
sheets=0
for file in * .[!.]* ..?* */* */.[!.]* */..?*; do
  [ -e "$file" ] || [ -h "$file" ] || continue
  # What a link to a folder shows lies outside.
  case $file in */*) [ ! -h "${file%%/*}" ] || continue ;; esac
  printable "$file"
  case $file in
    logs | plans | checkpoints)
      [ -d "$file" ] && [ ! -h "$file" ] || say "files: $file is no folder"
      ;;
    README.md | bundle.json | heads | allowed_signers | revoked | evidence.csv | evidence.md | verify.sh | verify.py | \
      manifest.sha256 | logs/*.jsonl | plans/*.toml | plans/*.json | checkpoints/*.txt | checkpoints/*.sig)
      case $file in */.* | *[!A-Za-z0-9._~/-]*) say "files: $printable is an odd name" ;; esac
      case $file in checkpoints/*) sheets=$((sheets + 1)) ;; esac
      if [ ! -f "$file" ] || [ -h "$file" ]; then
        say "files: $printable is no file"
      elif [ "$file" != manifest.sha256 ]; then
        set -- "$@" "$file"
      fi
      ;;
    *) say "files: $printable does not belong here" ;;
  esac
done
[ $bad = 0 ] || exit 4
for file in bundle.json heads allowed_signers manifest.sha256; do
  if [ ! -f "$file" ]; then
    say "files: there is no $file"
    exit 4
  fi
done
for file; do
  case $file in logs/*) is_log "${file#logs/}" || say "files: $file has not the name of a log" ;; esac
done
[ $bad = 0 ] || exit 4
# Those of the list and no others, each with the digest that the list says.
if [ "$(sha256sum "$@" | sum)" != "$(sum <manifest.sha256)" ]; then
  say "files: they are not those that manifest.sha256 says"
  listed="
$(sed -E -n '\@^[0-9a-f]{64}  [A-Za-z0-9._~/-]+$@p' manifest.sha256)
"
  for file; do
    case $listed in
      *"
$(sha256sum "$file")
"*) ;;
      *) printf 'files: %s is not listed as it is\n' "$file" ;;
    esac
  done
  for file in $(printf '%s' "$listed" | sed 's/.*  //'); do
    case " $* " in *" $file "*) ;; *) printf 'files: %s is listed, and not there\n' "$file" ;; esac
  done
fi

# 2. bundle.json: an object of JSON in ASCII, spelled with a key a line, each key once; and what it has to say.
plain='"[] !#-[^-~]*"'
text='"([] !#-[^-~]|\\["\\bfnrt]|\\u[0-9a-f]{4})*"'
member="  \"[a-z_]+\": ($text|true|false|[0-9]+|\\[\\]|\\[\\n(    $plain,\\n)*    $plain\\n  \\])"
if ! is_text bundle.json ||
  [ -z "$(sed -E -n -e ':a' -e '$!{N;ba' -e '}' -e "\\@^\\{\\n($member,\\n)*$member\\n\\}\$@p" bundle.json)" ]; then
  say "bundle.json: it is not spelled as that of a bundle"
fi
named=' '
for key in $(sed -n 's/^  "\([a-z_]*\)": .*/\1/p' bundle.json); do
  case $named in *" $key "*) say "bundle.json: it says $key twice" ;; esac
  named="$named$key "
done
[ "$(said schema)" = '"takedown.bundle/1"' ] || say "bundle.json: its schema is not takedown.bundle/1"
op=$(said operation | sed -E -n "s@^\"($id/(live|exercise|retrospective|rehearsal))\"\$@\\1@p")
[ -n "$op" ] || say "bundle.json: it names no operation"
redacted=$(said redacted)
case $redacted in true | false) ;; *) say "bundle.json: it does not say whether it is redacted" ;; esac
signatures=$(said signatures)
case $signatures in
  '"required"' | '"optional"') ;;
  *) say "bundle.json: it does not say whether signatures are required" ;;
esac
case $named in
  *' plan '*) is_hash "$(said plan | sed 's/^"\(.*\)"$/\1/')" || say "bundle.json: its plan is no digest" ;;
esac
case $(said withheld_plans) in '[]' | '[') ;; *) say "bundle.json: it does not say which plans are withheld" ;; esac
withheld_plans=' '
for plan in $(sed -n '/^  "withheld_plans": \[$/,/^  \]/s/^    "\([0-9a-f]*\)",\{0,1\}$/\1/p' bundle.json); do
  withheld_plans="$withheld_plans$plan "
done

# 3. The keys: lines of an agency and its key; one that stands with two agencies counts for neither.
allowed="$id (valid-[a-z]+=\"[0-9]+Z?\",)*namespaces=\"$namespace\" (ssh|ecdsa|sk)-[a-z0-9@.-]+ AAAA[A-Za-z0-9+/]+=*"
if ! is_text allowed_signers || [ -n "$(sed -E -n "\\%^$allowed\$%!s/^/odd: /p" allowed_signers)" ]; then
  say "allowed_signers: it holds a line that is not an agency's key"
else
  keys=' '
  while IFS= read -r line; do
    agency=${line%% *}
    key=AAAA${line#* AAAA}
    key=${key%% *}
    case $keys in
      *" $key=$agency "*) ;;
      *" $key="*) say "allowed_signers: a key of $agency is also another agency's" ;;
    esac
    keys="$keys$key=$agency "
  done <allowed_signers
fi

# 4. The logs.
day='[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))'
leap_day='([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29'
front="^\\{\"v\":1,\"op\":\"[a-z0-9/-]+\",\"log\":\"[a-z0-9.-]+\",\"seq\":$line_number,"
front=$front'"id":"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}","salt":"[0-9a-f]{32}",'
front=$front"\"t\":\"($day|$leap_day)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z\","
front=$front'"by":"[A-Za-z0-9._-]{1,64}","plan":"[0-9a-f]{64}",'
one="\\[\"$log_name\",$line_number,\"[0-9a-f]{64}\"\\]"
front=$front"\"seen\":\\[($one(,$one)*)?\\],\"type\":\""
header=$front'[a-z][a-z0-9-]{0,62}","data":\{.*\},"prev":"[0-9a-f]{64}","hash":"[0-9a-f]{64}"\}$'
# The types whose data is read below, and how what is read of it is spelled.
types='(approval|checkpoint|go|retire)"'
spelled='(approval|go)","data":\{"saved":"[0-9a-f]{64}"[,}]'
spelled=$spelled'|checkpoint","data":\{"signature":"[A-Za-z0-9+/]+=*"[,}]'
spelled=$spelled"|retire\",\"data\":\\{\"log\":\"$log_name\",\"seq\":$line_number,\"hash\":\"[0-9a-f]{64}\",\"reason\":"
blank='^\{"withheld":"[0-9a-f]{64}","prev":"[0-9a-f]{64}","hash":"[0-9a-f]{64}"\}$'

heads='' plans=' ' retired=' ' logs=0 entries=0 hidden=0 signed=0

# Whether some file of a log has a line of that number and hash.
has() {
  for other in "logs/$1.jsonl" "logs/$1~"*.jsonl; do
    [ -f "$other" ] || continue
    case $(sed -n "$2{p;q;}" "$other") in *"\",\"hash\":\"$3\"}") return 0 ;; esac
  done
  return 1
}

# The heads of other logs that a line had seen: they are there, and further than those named before.
seen() {
  rest=$1 last=
  while [ -n "$rest" ]; do
    one=${rest%%]*}
    rest=${rest#*]}
    rest=${rest#,}
    one=${one#\[\"}
    of=${one%%\"*}
    one=${one#*,}
    number=${one%%,*}
    hash_of=${one#*\"}
    hash_of=${hash_of%\"}
    [ "$of" != "$log" ] || say "$name:$n: it names a head of its own log"
    [ -z "$last" ] || [ "$of" \> "$last" ] || say "$name:$n: the heads that it names are not sorted"
    last=$of
    case $known in
      *" $of="*)
        before=${known##*" $of="}
        before=${before%% *}
        [ "$number" -gt "$before" ] || say "$name:$n: it names $of:$number again, or an older head"
        ;;
    esac
    known="$known$of=$number "
    has "$of" "$number" "$hash_of" || say "$name:$n: it had seen a line $of:$number that is not there"
  done
}

# A stored plan is there, unless it is withheld, and its name is its digest.
stored() {
  case "$plans$withheld_plans" in *" $1 "*) return ;; esac
  plans="$plans$1 "
  if [ ! -f "plans/$1.$2" ]; then
    say "$name:$n: the plan $1 is missing"
  elif [ "$(sum <"plans/$1.$2")" != "$1" ]; then
    say "$name:$n: the plan $1 was changed"
  fi
}

# The signature of a checkpoint, over the text that its line makes.
checkpoint() {
  base=checkpoints/$name.$n
  sheets=$((sheets - 2))
  if [ ! -f "$base.txt" ] || [ ! -f "$base.sig" ]; then
    say "$name:$n: the files of its signature are missing"
    return
  fi
  text=$(printf 'takedown checkpoint v1\n%s\n%s\n%s\n%s\n' "$log" $((n - 1)) "$prev" "$t" | sum)
  [ "$text" = "$(sum <"$base.txt")" ] || say "$name:$n: $base.txt is not the text of its line"
  armour=$(
    {
      printf '%s\n' '-----BEGIN SSH SIGNATURE-----'
      printf '%s\n' "$1" | sed -e 's/.\{70\}/&\
/g' -e 's/\n$//'
      printf '%s\n' '-----END SSH SIGNATURE-----'
    } | sum
  )
  [ "$armour" = "$(sum <"$base.sig")" ] || say "$name:$n: $base.sig is not the signature of its line"
  set --
  [ ! -f revoked ] || set -- -r revoked
  if [ "$agency" = archive ]; then
    ssh-keygen -Y check-novalidate -n $namespace -s "$base.sig" "$@" <"$base.txt" >/dev/null 2>&1
  else
    when=$(printf '%s\n' "$t" | sed -e 's/[-:T]//g' -e 's/\..*/Z/')
    ssh-keygen -Y verify -n $namespace -I "$agency" -f allowed_signers -O "verify-time=$when" -s "$base.sig" "$@" \
      <"$base.txt" >/dev/null 2>&1
  fi || {
    say "$name:$n: its signature counts for nothing"
    return
  }
  signed=$((signed + 1))
  good=$((good + 1))
}

for file in logs/*.jsonl; do
  [ -s "$file" ] || continue
  name=${file#logs/}
  name=${name%.jsonl}
  log=${name%%~*}
  agency=${log%.*}
  n=0 prev=$zeros known=' ' good=0 broken=
  if ! is_text "$file"; then
    say "$name: it holds bytes that are no lines of text"
    broken=yes
  fi
  if [ -n "$(sed -E -n -e "\\@$header@d" -e "\\@$blank@d" -e 's/^/odd: /p' "$file")" ]; then
    say "$name: it holds a line that is no entry"
    broken=yes
  fi
  if [ -n "$(sed -E -n "\\@$front$types@{\\@$front($spelled)@!s/^/odd: /p;}" "$file")" ]; then
    say "$name: it holds a line whose data is not spelled as its type is"
    broken=yes
  fi
  while [ -z "$broken" ] && IFS= read -r line; do
    n=$((n + 1))
    tail=${line##*',"prev":"'}
    before=${tail%%\"*}
    hash=${tail#*'","hash":"'}
    hash=${hash%'"}'}
    content=${line%",\"prev\":\"$before\",\"hash\":\"$hash\"}"}
    case $line in
      '{"withheld":"'*)
        type=withheld
        digest=${content#'{"withheld":"'}
        digest=${digest%\"}
        hidden=$((hidden + 1))
        [ "$redacted" = true ] || say "$name:$n: it is withheld, and the bundle is said to be whole"
        ;;
      *)
        digest=$(printf '%s' "$content" | sum)
        type=${content#*'"type":"'}
        type=${type%%\"*}
        ;;
    esac
    broken=yes
    if ! is_hash "$before" || ! is_hash "$hash" || [ "$(printf '%s' "$digest$before" | sum)" != "$hash" ]; then
      say "$name:$n: the hash does not fit the line"
    elif [ "$before" != "$prev" ]; then
      say "$name:$n: it does not follow the line before it"
    else
      broken=
    fi
    if [ -n "$broken" ]; then
      n=$((n - 1))
      break
    fi
    if [ "$type" != withheld ]; then
      case $content in
        "{\"v\":1,\"op\":\"$op\",\"log\":\"$log\",\"seq\":$n,\"id\":\""*) ;;
        *) say "$name:$n: it says that it is another operation's, another log's or another line" ;;
      esac
      case $n=$type=$content in
        1=genesis=*"\"data\":{\"agency\":\"$agency\",\"instance\":\"${log##*.}\","*) ;;
        1=* | *=genesis=*) say "$name:$n: a log begins with one genesis of its own, and has no other" ;;
      esac
      t=${content#*'"t":"'}
      t=${t%%\"*}
      heads_seen=${content#*'"seen":['}
      seen "${heads_seen%%'],"type":"'*}"
      plan=${content#*'"plan":"'}
      stored "${plan%%\"*}" toml
      case $type in
        approval | go)
          saved=${content#*'"data":{"saved":"'}
          stored "${saved%%\"*}" json
          ;;
        checkpoint)
          signature=${content#*'"data":{"signature":"'}
          checkpoint "${signature%%\"*}"
          ;;
        retire)
          # What an agency says of another log of its own.
          rest=${content#*'"data":{"log":"'}
          of=${rest%%\"*}
          number=${rest#*,\"seq\":}
          number=${number%%,*}
          hash_of=${rest#*,\"hash\":\"}
          hash_of=${hash_of%%\"*}
          # 2^53, beyond which readers of JSON lose digits.
          [ "$number" -le 9007199254740992 ] || say "$name:$n: it retires a log at a line that no log has"
          [ "$of" = "$log" ] || [ "${of%.*}" != "$agency" ] || retired=" $log>$of=$number=$hash_of$retired"
          ;;
      esac
    fi
    prev=$hash
  done <"$file"
  heads="$heads$name $n $prev
"
  logs=$((logs + 1)) entries=$((entries + n))
  if [ "$signatures" = '"required"' ] && [ "$good" = 0 ]; then say "$name: no signature covers it"; fi
done
[ "$(printf '%s' "$heads" | sum)" = "$(sum <heads)" ] || say "heads: the logs do not end as it says"
[ "$logs" != 0 ] || say "logs: there is none"
[ "$sheets" = 0 ] || say "checkpoints: there are more files than signatures"
# 5. Logs with branches, and logs that are retired: the last word of each log on another, where none says otherwise.
told=' ' stated=' ' disputed=' ' settled=' '
for one in $retired; do
  case $told in *" ${one%%=*} "*) continue ;; esac
  told="$told${one%%=*} "
  one=${one#*>}
  case $stated in
    *" $one "*) ;;
    *" ${one%%=*}="*) disputed="$disputed${one%%=*} " ;;
  esac
  stated="$stated$one "
done
for one in $stated; do
  of=${one%%=*}
  hash_of=${one##*=}
  number=${one#*=}
  number=${number%=*}
  case $disputed in *" $of "*) continue ;; esac
  has "$of" "$number" "$hash_of" || continue
  settled="$settled$of "
  [ -z "$(sed -n "$((number + 1)){p;q;}" "$other")" ] || say "$of: it goes on after the line that it was retired at"
done
# Whether another branch has the line that a branch has at a number; before the first line all are the same.
shared() {
  [ "$1" != 0 ] || return 0
  line=$(sed -n "$1{p;q;}" "$file")
  for other in "logs/$log.jsonl" "logs/$log~"*.jsonl; do
    [ "$other" != "$file" ] && [ -f "$other" ] && [ "$(sed -n "$1{p;q;}" "$other")" = "$line" ] && return 0
  done
  return 1
}
for file in logs/*~*.jsonl; do
  [ -s "$file" ] || continue
  log=${file#logs/}
  mark=${log#*~}
  log=${log%%~*}
  case $settled in *" $log "*) ;; *) say "$log: it has branches, and its agency stands by none" ;; esac
  n=$(sed -n "/\"hash\":\"${mark%.jsonl}[0-9a-f]*\"}\$/{=;q;}" "$file")
  if [ -z "$n" ] || shared "$n" || ! shared $((n - 1)); then
    say "$file: it is not named by the first line that no other branch has"
  fi
done

[ $bad = 0 ] || exit 4
echo "good: the chain holds; logs $logs, entries $entries, withheld $hidden, signatures $signed"
