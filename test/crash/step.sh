# A step that writes into a ledger what it does: each start exactly once, or the scheduler is wrong.
name=$(sed -n 's/.*"name":"\([^"]*\)".*/\1/p' "$STEPYARD_TASK")
echo "begin $name" >>"$LEDGER"
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
result() {
  echo "{\"contract\":1,$1,\"startedAt\":\"$now\",\"finishedAt\":\"$now\"}" >"$STEPYARD_OUT/result.json"
}
echo "work of $name"
status=0
case "$INPUT_TEXT:$name" in
flaky:*-1)
  result '"status":"failed","failure":{"class":"dependency","code":"UNREACHABLE","message":"m","hint":"h"}'
  status=75
  ;;
fail:*)
  result '"status":"failed","failure":{"class":"user","code":"TOOL_FAILED","message":"m","hint":"h"}'
  status=1
  ;;
wait:*-s2) result '"status":"success"' ;;
wait:*)
  result "\"status\":\"suspended\",\"wait\":{\"until\":\"$now\",\"reason\":\"w\"}"
  status=79
  ;;
list:*) result '"status":"success","outputs":{"list":["x","y","z"]}' ;;
*) result "\"status\":\"success\",\"outputs\":{\"jar\":\"$name\"}" ;;
esac
echo "end $name" >>"$LEDGER"
exit $status
