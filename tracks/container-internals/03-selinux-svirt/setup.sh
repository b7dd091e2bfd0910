# Makes the volume box, with a note in it, as podman labels a new one: for all containers.
if podman volume exists box; then
  if [ "$(podman volume inspect --format '{{.Labels.lab}}' box)" != selinux-svirt ]; then
    echo 'there is a volume called box already, and lab did not make it: `podman volume rm box` removes it' >&2
    exit 1
  fi
  podman volume rm box || exit
fi
podman volume create --label lab=selinux-svirt box || exit
echo 'for one container only' > "$(podman volume inspect --format '{{.Mountpoint}}' box)/note"
