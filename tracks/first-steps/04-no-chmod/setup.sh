# The folder for the learner's profile. It has a fixed name that the text can show, so look whose it is before using it.
dir=/tmp/lab-no-chmod
if [ -e "$dir" ] || [ -L "$dir" ]; then
  if [ -L "$dir" ] || [ ! -d "$dir" ] || [ "$(stat -c %u "$dir")" != "$(id -u)" ]; then
    echo "$dir is there already and is not a folder of this account: move it away first" >&2
    exit 1
  fi
  rm -f "$dir/profile.json"
else
  mkdir -m 700 "$dir"
fi
