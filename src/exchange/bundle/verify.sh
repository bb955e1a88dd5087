#!/bin/sh
# Verifies the bundle that this file lies in:   sh verify.sh
#
# It needs sh, sed, sha256sum and ssh-keygen, and writes nothing. What is wrong is printed, one finding a line, and the
# exit code is 4; if nothing is, it says so in one line, and the exit code is 0. README.md says what that proves.
LC_ALL=C TZ=UTC0
export LC_ALL TZ
case $0 in */*) cd "${0%/*}" || exit 1 ;; esac

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

zeros=0000000000000000000000000000000000000000000000000000000000000000
namespace=takedown-checkpoint@v1

# A value of bundle.json, which has one key a line.
said() { sed -n "s/^  \"$1\": \"*\\([^\",]*\\)\"*,\\{0,1\\}\$/\\1/p" bundle.json; }

# 1. The files: those of the list and no others, each with the digest that the list says.
set --
sheets=0
for file in * .[!.]* ..?* */* */.[!.]* */..?*; do
  [ -e "$file" ] || [ -h "$file" ] || continue
  case $file in
    manifest.sha256) ;;
    logs | plans | checkpoints) [ -d "$file" ] && [ ! -h "$file" ] || say "files: $file is no folder" ;;
    README.md | bundle.json | heads | allowed_signers | revoked | evidence.csv | evidence.md | verify.sh | verify.py | \
      logs/*.jsonl | plans/*.toml | plans/*.json | checkpoints/*.txt | checkpoints/*.sig)
      case $file in *[!A-Za-z0-9._~/-]*) say "files: a file has an odd name" ;; esac
      case $file in checkpoints/*) sheets=$((sheets + 1)) ;; esac
      if [ -f "$file" ] && [ ! -h "$file" ]; then set -- "$@" "$file"; else say "files: $file is no file"; fi
      ;;
    *) say "files: $file does not belong here" ;;
  esac
done
for file in bundle.json heads allowed_signers manifest.sha256; do
  if [ ! -f "$file" ]; then
    say "files: $file is missing"
    exit 4
  fi
done
if [ "$(sha256sum "$@" | sum)" != "$(sum <manifest.sha256)" ]; then
  say "files: they are not those that manifest.sha256 says"
  sha256sum -c manifest.sha256 2>/dev/null | sed -n '/: OK$/!s/^/files: /p'
fi

op=$(said operation)
redacted=$(said redacted)
signatures=$(said signatures)
[ "$(said schema)" = takedown.bundle/1 ] || say "bundle.json: its schema is not takedown.bundle/1"
withheld_plans=" $(sed -n 's/^    "\([0-9a-f]\{64\}\)",\{0,1\}$/\1/p' bundle.json | sed 's/$/ /' | sed -n 'H;${x;s/\n//g;p;}')"

# 2. The keys: one that stands with two agencies counts for neither.
keys=' '
while IFS= read -r line; do
  case $line in '#'* | '') continue ;; esac
  agency=${line%% *}
  key=AAAA${line#* AAAA}
  key=${key%% *}
  case $keys in
    *" $key=$agency "*) ;;
    *" $key="*) say "allowed_signers: a key of $agency is also another agency's" ;;
  esac
  keys="$keys$key=$agency "
done <allowed_signers

# 3. The logs.
header='^{"v":1,"op":"[a-z0-9/-]*","log":"[a-z0-9.-]*","seq":[1-9][0-9]*,"id":"[0-9a-f-]\{36\}","salt":"[0-9a-f]\{32\}",'
header=$header'"t":"[0-9-]\{10\}T[0-9:]\{8\}\.[0-9]\{3\}Z","by":"[A-Za-z0-9._-]\{1,64\}","plan":"[0-9a-f]\{64\}",'
header=$header'"seen":\[\(\["[a-z0-9-]*\.[0-9a-f]\{8\}",[1-9][0-9]*,"[0-9a-f]\{64\}"\],\{0,1\}\)*\],'
header=$header'"type":"[a-z][a-z0-9-]*","data":{.*},"prev":"[0-9a-f]\{64\}","hash":"[0-9a-f]\{64\}"}$'
blank='^{"withheld":"[0-9a-f]\{64\}","prev":"[0-9a-f]\{64\}","hash":"[0-9a-f]\{64\}"}$'

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
  rest=$1
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
  [ -f "$file" ] || continue
  name=${file#logs/}
  name=${name%.jsonl}
  log=${name%%~*}
  agency=${log%.*}
  n=0 prev=$zeros known=' ' good=0 broken=
  # The shell has to see every byte: it would pass over a NUL.
  if [ "$(while IFS= read -r line; do printf '%s\n' "$line"; done <"$file" | sum)" != "$(sum <"$file")" ]; then
    say "$name: it holds bytes that are no lines of text"
    broken=yes
  fi
  if [ -n "$(sed -n -e "\%$header%d" -e "\%$blank%d" -e p "$file" 2>&1)" ]; then
    say "$name: it holds a line that is no entry"
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
    [ -z "$broken" ] || break
    if [ "$type" != withheld ]; then
      case $content in
        "{\"v\":1,\"op\":\"$op\",\"log\":\"$log\",\"seq\":$n,\"id\":\""*) ;;
        *) say "$name:$n: it says that it is another operation's, another log's or another line" ;;
      esac
      case $n$type in
        1genesis)
          case $content in
            *"\"data\":{\"agency\":\"$agency\",\"instance\":\"${log##*.}\","*) ;;
            *) say "$name:$n: it is the first line of another log" ;;
          esac
          ;;
        1* | *[0-9]genesis)
          case $n in 1) say "$name:$n: the first line is no genesis" ;; esac
          case $type in genesis) say "$name:$n: a second genesis" ;; esac
          ;;
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
          of=${content#*'"data":{"log":"'}
          retired="$retired${of%%\"*} "
          ;;
      esac
    fi
    prev=$hash
  done <"$file"
  heads="$heads$name $n $prev
"
  logs=$((logs + 1)) entries=$((entries + n))
  if [ "$signatures" = required ] && [ "$good" = 0 ]; then say "$name: no signature covers it"; fi
done
[ "$(printf '%s' "$heads" | sum)" = "$(sum <heads)" ] || say "heads: the logs do not end as it says"
[ "$logs" != 0 ] || say "logs: there is none"
[ "$sheets" = 0 ] || say "checkpoints: there are more files than signatures"
for file in logs/*~*.jsonl; do
  [ -f "$file" ] || continue
  log=${file#logs/}
  case $retired in *" ${log%%~*} "*) ;; *) say "${log%.jsonl}: the log has branches, and its agency stands by none" ;; esac
done

[ $bad = 0 ] || exit 4
echo "good: the chain holds; logs $logs, entries $entries, withheld $hidden, signatures $signed"
