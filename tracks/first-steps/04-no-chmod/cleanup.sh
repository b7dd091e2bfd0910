# Takes away the profile and its folder; a folder that holds something else stays, and somebody else's is not touched.
dir=/tmp/lab-no-chmod
if [ -L "$dir" ] || [ ! -d "$dir" ] || [ "$(stat -c %u "$dir")" != "$(id -u)" ]; then exit 0; fi
rm -f "$dir/profile.json"
rmdir "$dir" || exit 0
