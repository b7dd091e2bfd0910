# Makes the volume for the switch of on-off, and puts the switch off.
if ! podman volume exists switch; then
  podman volume create --label lab=create-container switch
  exit
fi
if [ "$(podman volume inspect --format '{{.Labels.lab}}' switch)" != create-container ]; then
  echo 'there is a volume called switch already, and lab did not make it: `podman volume rm switch` removes it' >&2
  exit 1
fi
rm -f "$(podman volume inspect --format '{{.Mountpoint}}' switch)/on"
