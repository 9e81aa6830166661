//! How the names of hosts become addresses.

use std::io;
use std::net::IpAddr;

use crate::body::error::BoxFuture;

/// Finds the addresses of hosts, in the place of the system, for [`Config::resolver`](crate::Config::resolver).
///
/// ```
/// use std::net::{IpAddr, Ipv4Addr};
///
/// use apiruntime::Config;
/// use apiruntime::body::BoxFuture;
/// use apiruntime::transport::Resolver;
///
/// /// Knows one host, and no other.
/// struct Pinned;
///
/// impl Resolver for Pinned {
///     fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
///         Box::pin(async move {
///             match host {
///                 "service.example" => Ok(vec![Ipv4Addr::new(192, 0, 2, 7).into()]),
///                 _ => Err(std::io::ErrorKind::NotFound.into()),
///             }
///         })
///     }
/// }
///
/// let config = Config::new().resolver(Pinned);
/// ```
pub trait Resolver: Send + Sync + 'static {
    /// Returns the addresses of a host, those to try first at the beginning. A host that is an address is not
    /// asked for.
    ///
    /// # Errors
    /// It has none, or they cannot be found.
    fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
}
