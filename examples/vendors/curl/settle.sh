#!/usr/bin/env bash
# Settles a bill over the desk service: card, trial, settlement, receipt, and taking it back.
#
#   settle.sh BILL.json [REASON]      with a REASON the settlement is taken back
#
# bash 4, curl and jq. 读卡、试算、结算、打印、冲正；答复丢失时按同一幂等键再问，绝不换键重做。
set -euo pipefail

desk=${ONECARD_DESK:-http://127.0.0.1:17100}
kept=${ONECARD_KEPT:-onecard-kept}
# Seconds without an answer before the outcome is called unknown: the service restarts within half a minute.
patience=${ONECARD_PATIENCE:-60}
# Longer than the service itself waits for a card.
answer_seconds=150
operator=测试员
EXIT_NO=20 EXIT_UNKNOWN=21 EXIT_DESK=30

bill=${1:?settle.sh BILL.json [REASON]}
reason=${2:-}
number=$(jq -r .billNumber "$bill")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
token='' answer=''

say() { echo "$1" >&2; }
file_of() { echo "$kept/${1//[^A-Za-z0-9-]/_}"; }

# What this desk must not forget: on the disk before it is used, read back after a power cut.
keep() {
  local file
  file=$(file_of "$1")
  mkdir -p -m 700 "$kept"
  (umask 077 && printf %s "$2" >"$file.new")
  sync "$file.new"
  mv "$file.new" "$file"
}

# METHOD PATH [BODY-FILE [KEY]]: the answer is in $answer. Returns 1 for a no of the service, 2 when no
# answer came: what was asked for may have been done, or not.
call() {
  local options=(--silent --noproxy '*' --max-time "$answer_seconds" --request "$1" --header 'Accept-Language: zh-CN')
  # From a file: other users of this computer see the arguments of a program.
  [ -z "$token" ] || { printf 'Authorization: Bearer %s\n' "$token" >"$work/head" && options+=(--header "@$work/head"); }
  [ -z "${3:-}" ] || options+=(--header 'Content-Type: application/json' --data-binary "@$3")
  [ -z "${4:-}" ] || options+=(--header "Idempotency-Key: $4")
  local status
  status=$(curl "${options[@]}" --output "$work/answer" --write-out '%{http_code}' "$desk$2") || return 2
  answer=$(jq -c . "$work/answer" 2>/dev/null) || return 2
  [ "$status" -lt 400 ]
}
get() { jq -r "$1" <<<"$answer"; }

refused() {
  [ "$(get .code)" != desk.token-refused ] || rm -f "$(file_of token)"
  say "$(get '"[\(.code)] \(.title)。\(.advice.clerkDoes // "")"')"
  exit "$EXIT_DESK"
}
lost() {
  if [ ! -e "$(file_of "settle-$number")" ]; then
    say '桌面服务没有应答；没有结算任何账单'
    exit "$EXIT_DESK"
  fi
  say '结果未知：不要收费，也不要另开一笔；再运行一次，会按同一笔查询'
  exit "$EXIT_UNKNOWN"
}
ask() {
  local outcome=0
  call "$@" || outcome=$?
  [ "$outcome" != 1 ] || refused
  [ "$outcome" != 2 ] || lost
}

# Asks again, under the same key, as long as nobody answers or the service is busy.
ask_until_answered() {
  local until=$((SECONDS + patience)) outcome
  while [ "$SECONDS" -lt "$until" ]; do
    outcome=0
    call "$@" || outcome=$?
    [ "$outcome" != 0 ] || return 0
    if [ "$outcome" = 1 ]; then
      case $(get .code) in
        desk.action-pending | desk.rate-limited | desk.stopping) ;;
        *) refused ;;
      esac
    fi
    sleep 0.5
  done
  lost
}

random_key() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
yuan() { printf '%d.%02d' $(($1 / 100)) $(($1 % 100)); }

pair() {
  echo '{"name":"HIS curl","scopes":["read","settle","print","reverse"]}' >"$work/body"
  ask POST /v1/pairings "$work/body"
  local id code
  id=$(get .id)
  read -r -p '桌面服务窗口里的六位数字: ' code
  jq -n --arg code "$code" '{$code}' >"$work/body"
  ask POST "/v1/pairings/$id/token" "$work/body"
  keep token "$(get .token)"
}

# Keeps the key of this bill's settlement: it names the cash, in fen, that the clerk agreed to.
ask_clerk() {
  echo '{}' >"$work/body"
  ask POST /v1/cards/read "$work/body"
  [ "$(get .outcome)" = verified ] || { say "卡未通过验证 $(get .checks)" && exit "$EXIT_NO"; }
  get '"\(.holder.name) \(.insurance.memberNumber)"'
  jq '{bill: .}' "$bill" >"$work/body"
  ask POST /v1/trials "$work/body"
  [ "$(get .outcome)" = adjudicated ] || { say "不能结算 $answer" && exit "$EXIT_NO"; }
  # Amounts are whole fen in text; bash counts in 64 bits, and jq never sees a number.
  local payer fen sum=0 total cash=0 yes
  total=$(get .adjudication.total)
  while IFS=$'\t' read -r payer fen; do
    echo "  $payer $(yuan "$fen")"
    sum=$((sum + fen))
    [ "$payer" != cash ] || cash=$fen
  done < <(get '.adjudication.byPayer | to_entries[] | "\(.key)\t\(.value)"')
  [ "$sum" = "$total" ] || { say 'the parts do not add up to the bill' && exit 1; }
  read -r -p "合计 $(yuan "$total")，收现金 $(yuan "$cash") 元，确认结算? (y/n) " yes
  [ "$yes" = y ] || { say 未结算 && exit "$EXIT_NO"; }
  keep "settle-$number" "$(random_key)-$cash"
}

# The visit once it is over is in $answer. The same key is the same visit, however often it is sent.
settle() {
  local key=$1 cash=${1#*-} path step=0 outcome accepted
  jq --arg operator "$operator" '{bill: ., consent: "asked", $operator}' "$bill" >"$work/body"
  ask_until_answered POST /v1/visits "$work/body" "$key"
  path=/v1/visits/$(get .id)
  while true; do
    ask_until_answered GET "$path"
    [ "$(get .now.step)" = "$step" ] || echo "  $(get .now.sentence.zh)"
    step=$(get .now.step)
    [ "$(get .isOver)" != true ] || return 0
    if [ "$(get '"\(.now.state) \(has("decided"))"')" = 'quoted true' ]; then
      # The clerk's yes was for this amount and no other.
      accepted=false
      [ "$(get '.decided.adjudication.byPayer.cash // "0"')" != "$cash" ] || accepted=true
      echo "{\"isAccepted\":$accepted}" >"$work/body"
      outcome=0
      call POST "$path/confirmation" "$work/body" || outcome=$?
      # Whether a lost one arrived, the next look says.
      [ "$outcome" != 1 ] || [ "$(get .code)" = desk.visit-state ] || refused
    fi
    sleep 0.2
  done
}

reverse() {
  local path=/v1/settlements/$1 file outcome state
  file=$(file_of "reverse-$1")
  [ -e "$file" ] || keep "reverse-$1" "$(random_key)"
  jq -n --arg reason "$reason" --arg operator "$operator" '{$reason, $operator, card: "here"}' >"$work/body"
  ask_until_answered POST "$path/reversal" "$work/body" "$(cat "$file")"
  outcome=$(get .outcome)
  ask_until_answered GET "$path"
  state=$(get .state)
  echo "冲正 $outcome，该笔现为 $state"
  case $state in
    reversed) ;;
    reversing) lost ;;
    *) rm "$file" && exit "$EXIT_NO" ;;
  esac
}

[ -e "$(file_of token)" ] || pair
token=$(cat "$(file_of token)")
# Kept since an earlier run: that settlement is asked for, and no other is begun.
key_file=$(file_of "settle-$number")
[ -e "$key_file" ] || ask_clerk
settle "$(cat "$key_file")"
settlement=$(get .settlement)
case $(get .now.state) in
  done | done-without-card) ;;
  declined | abandoned | voided | reversed)
    # Nothing stands; another attempt is another visit.
    rm "$key_file"
    say "$(get '.failure.title // .now.sentence.zh')"
    exit "$EXIT_NO"
    ;;
  *) lost ;;
esac
ask_until_answered GET "/v1/settlements/$settlement/receipt"
get .text
[ -z "$reason" ] || reverse "$settlement"
