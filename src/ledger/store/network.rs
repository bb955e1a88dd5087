//! Network file systems, whose locks are not reliable.

use std::path::Path;

/// Whether a folder's file system has reliable locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileSystem {
    /// On this machine.
    Local,
    /// A network file system of this kind.
    Network(&'static str),
    /// The system does not say.
    Unknown,
}

impl FileSystem {
    /// The file system of an existing folder.
    pub(crate) fn of(dir: &Path) -> Self {
        system::file_system(dir)
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;
    use std::os::linux::fs::MetadataExt as _;
    use std::path::Path;

    use rustix::fs::{major, minor, statfs};

    use super::FileSystem;

    /// The network file systems of the kernel, by the `f_type` of `statfs(2)`, with the numbers of `linux/magic.h`.
    /// Cluster file systems (OCFS2, GFS2) are not among them, because they lock across machines.
    const NETWORK: &[(u32, &str)] = &[
        (0x6969, "nfs"),
        (0xFF53_4D42, "cifs"),
        (0xFE53_4D42, "smb3"),
        (0x517B, "smbfs"),
        (0x0102_1997, "9p"),
        (0x5346_414F, "afs"),
        (0x6B41_4653, "afs"),
        (0x00C3_6400, "ceph"),
        (0x7375_7245, "coda"),
        (0x564C, "ncpfs"),
    ];

    /// `FUSE_SUPER_MAGIC`: the program behind it may keep its files on this machine or on another.
    const FUSE: u32 = 0x6573_5546;

    /// FUSE programs whose files are on another machine. Others, such as NTFS and encrypted folders, are local.
    const NETWORK_FUSE: &[&str] = &[
        "fuse.sshfs",
        "fuse.glusterfs",
        "fuse.ceph-fuse",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.curlftpfs",
    ];

    pub(super) fn file_system(dir: &Path) -> FileSystem {
        let Ok(stat) = statfs(dir) else { return FileSystem::Unknown };
        // Depending on the architecture, the field has 32 or 64 bits and may be signed; the numbers have 32 bits.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::unnecessary_cast)]
        let f_type = stat.f_type as u32;
        of_type(f_type, || {
            let device = dir.metadata().ok()?.st_dev();
            let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
            mounted_as(&mounts, &format!("{}:{}", major(device), minor(device))).map(str::to_owned)
        })
    }

    /// The file system of an `f_type`. `mount` returns the type of the mount as the kernel names it; it is called only
    /// for FUSE.
    pub(super) fn of_type(f_type: u32, mount: impl FnOnce() -> Option<String>) -> FileSystem {
        if f_type != FUSE {
            let row = NETWORK.iter().find(|(number, _)| *number == f_type);
            return row.map_or(FileSystem::Local, |(_, kind)| FileSystem::Network(kind));
        }
        let Some(mount) = mount() else { return FileSystem::Network("fuse") };
        let known = NETWORK_FUSE.iter().find(|kind| **kind == mount);
        known.map_or(FileSystem::Local, |kind| FileSystem::Network(kind))
    }

    /// The mount type of a device, `MAJOR:MINOR`, in the text of `/proc/self/mountinfo`. Looked up by device, because a
    /// mount's path is escaped there and another mount may hide it (`proc_pid_mountinfo(5)`).
    pub(super) fn mounted_as<'m>(mountinfo: &'m str, device: &str) -> Option<&'m str> {
        mountinfo.lines().find_map(|line| {
            let (mount, kind) = line.split_once(" - ")?;
            (mount.split(' ').nth(2)? == device).then(|| kind.split(' ').next())?
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::path::Path;

    use super::FileSystem;

    pub(super) fn file_system(_: &Path) -> FileSystem {
        FileSystem::Unknown
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::system::{mounted_as, of_type};
    use super::*;

    #[test]
    fn network_file_systems_are_recognised_by_their_number() {
        let kind = |number| of_type(number, || panic!("only FUSE looks at the mount"));
        for (number, name) in [
            (0x6969, "nfs"),
            (0xFF53_4D42, "cifs"),
            (0xFE53_4D42, "smb3"),
            (0x517B, "smbfs"),
            (0x0102_1997, "9p"),
            (0x6B41_4653, "afs"),
            (0x00C3_6400, "ceph"),
        ] {
            assert_eq!(kind(number), FileSystem::Network(name));
        }
        // ext4, XFS, btrfs, tmpfs, overlay, exFAT
        for number in [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0x2011_BAB0] {
            assert_eq!(kind(number), FileSystem::Local, "{number:#x}");
        }
    }

    #[test]
    fn of_fuse_the_program_behind_it_decides() {
        let kind = |mount: Option<&str>| of_type(0x6573_5546, || mount.map(str::to_owned));
        assert_eq!(kind(Some("fuse.sshfs")), FileSystem::Network("fuse.sshfs"));
        assert_eq!(kind(Some("fuseblk")), FileSystem::Local);
        assert_eq!(kind(Some("fuse.gocryptfs")), FileSystem::Local);
        assert_eq!(kind(None), FileSystem::Network("fuse"));
    }

    #[test]
    fn a_mount_is_found_by_its_device_whatever_its_path() {
        let mounts = "22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/root rw\n\
                      90 22 0:51 / /mnt/joint\\040share rw,nosuid shared:7 master:1 - fuse.sshfs a@b:/c\\040- rw\n";
        assert_eq!(mounted_as(mounts, "0:51"), Some("fuse.sshfs"));
        assert_eq!(mounted_as(mounts, "259:2"), Some("ext4"));
        assert_eq!(mounted_as(mounts, "0:5"), None);
    }

    #[test]
    fn a_folder_that_cannot_be_asked_about_is_not_called_local() {
        assert_eq!(FileSystem::of(Path::new("/proc/self/no such folder")), FileSystem::Unknown);
        assert_eq!(FileSystem::of(Path::new("/proc/self")), FileSystem::Local);
    }
}
