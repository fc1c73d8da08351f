public import Ports
public import Realtime
public import Router

/// Who sends a request. The router asks it; without it nobody is signed in.
public enum AuthenticatorPort: PortKey {
  /// What answers it.
  public typealias Value = any Authenticator
  /// `Authenticator`.
  public static let name = "Authenticator"
}

/// Who opens a socket, and for how long they may stay. The program's sockets ask it.
public enum SocketAuthenticatorPort: PortKey {
  /// What answers it.
  public typealias Value = any SocketAuthenticator
  /// `SocketAuthenticator`.
  public static let name = "SocketAuthenticator"
}
