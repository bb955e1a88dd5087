//! Checkpoints, and the keys and signatures that certify them.

pub mod checkpoint;
pub mod signature;
pub mod signers;
mod sshsig;
