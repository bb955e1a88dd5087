//! Network file systems, whose locks may not hold.

use std::fs;
use std::path::Path;

/// The kind of the network file system that a folder lies on, if it is one.
pub(crate) fn network(dir: &Path) -> Option<String> {
    const NETWORK: &[&str] =
        &["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "glusterfs"];
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    let dir = dir.canonicalize().ok()?;
    let mount = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (at, kind) = (words.next()?, words.next()?);
        dir.starts_with(at).then_some((at.len(), kind))
    });
    let (_, kind) = mount.max_by_key(|(length, _)| *length)?;
    NETWORK.contains(&kind).then(|| kind.to_owned())
}
