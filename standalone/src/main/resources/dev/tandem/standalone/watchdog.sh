# Ends the platform's processes when the launcher is gone, however it went: its end of this pipe closes then.
# Each line is "+ pid" for a process that runs now, "- pid" for one that has ended.
trap '' INT TERM HUP
running=
while read -r sign pid; do
  case $sign in
    +) running="$running $pid" ;;
    -) left=
       for other in $running; do [ "$other" = "$pid" ] || left="$left $other"; done
       running=$left ;;
  esac
done
kill -TERM $running 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
  left=
  for pid in $running; do kill -0 "$pid" 2>/dev/null && left="$left $pid"; done
  [ -n "$left" ] || exit 0
  sleep 0.2
done
kill -KILL $left 2>/dev/null
exit 0
