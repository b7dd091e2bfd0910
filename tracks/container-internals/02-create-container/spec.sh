# Passes when podman has written the OCI specification of on-off.
podman container exists on-off || fail "there is no container called on-off"
config=$(podman inspect --format '{{.OCIConfigPath}}' on-off) || exit 2
[ -n "$config" ] || fail "podman has not written it yet: on-off has never been started"
[ -f "$config" ] || fail "there is no $config"
grep -q '"ociVersion"' "$config" || fail "$config is no OCI specification"
pass "$config"
