internal import CLinux
internal import EventLoop
internal import Glibc

/// Listening sockets, and addresses as text.
enum SocketAddress {
  /// Binds `count` sockets to one address and port; the kernel spreads connections over them.
  static func listen(
    _ configuration: HTTPServerConfiguration, count: Int
  ) throws(SystemCallError) -> (descriptors: [Int32], address: ListeningAddress) {
    var storage = try resolve(configuration.host, configuration.port)
    if configuration.port != 0 { try claim(storage) }
    var descriptors: [Int32] = []
    do throws(SystemCallError) {
      for _ in 0..<count {
        let descriptor = try bind(&storage, backlog: configuration.backlog)
        descriptors.append(descriptor)
      }
    } catch {
      for descriptor in descriptors { close(descriptor) }
      throw error
    }
    return (descriptors, ListeningAddress(host: text(of: storage), port: port(of: storage)))
  }

  /// The numeric address, an IPv4 one in IPv6 clothes undressed.
  static func text(of storage: sockaddr_storage) -> String {
    let family = Int32(storage.ss_family)
    return withUnsafeBytes(of: storage) { raw in
      var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      let offset =
        family == AF_INET6
        ? MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr)
        : MemoryLayout<sockaddr_in>.offset(of: \.sin_addr)
      guard let offset, let base = raw.baseAddress,
        inet_ntop(family, base + offset, &text, socklen_t(text.count)) != nil
      else { return "" }
      let end = text.firstIndex(of: 0) ?? text.count
      let address = String(decoding: text[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
      return address.hasPrefix("::ffff:") && address.contains(".")
        ? String(address.dropFirst(7)) : address
    }
  }

  private static func port(of storage: sockaddr_storage) -> Int {
    withUnsafeBytes(of: storage) { raw in
      // At the same place in both families.
      Int(UInt16(bigEndian: raw.load(fromByteOffset: 2, as: UInt16.self)))
    }
  }

  private static func resolve(
    _ host: String, _ port: Int
  ) throws(SystemCallError) -> sockaddr_storage {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host.isEmpty ? nil : host, "\(port)", &hints, &found)
    defer { freeaddrinfo(found) }
    guard code == 0, let first = found?.pointee, let address = first.ai_addr else {
      throw SystemCallError(call: "getaddrinfo", code: code)
    }
    var storage = sockaddr_storage()
    memcpy(&storage, address, Int(first.ai_addrlen))
    return storage
  }

  /// Refuses an address that somebody listens at already. Sockets that share a port would not
  /// mind, and two servers started by mistake would each get some of the connections.
  private static func claim(_ storage: sockaddr_storage) throws(SystemCallError) {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(Int32(storage.ss_family), kind, 0)
    guard descriptor >= 0 else { throw SystemCallError(call: "socket", code: errno) }
    defer { close(descriptor) }
    // What lingers of connections that are over is no listener.
    _ = clinux_set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    var storage = storage
    let length = length(of: storage)
    let failed = withUnsafeBytes(of: &storage) { raw in
      guard let address = raw.assumingMemoryBound(to: sockaddr.self).baseAddress else {
        return true
      }
      return Glibc.bind(descriptor, address, length) != 0
    }
    if failed { throw SystemCallError(call: "bind", code: errno) }
  }

  private static func length(of storage: sockaddr_storage) -> socklen_t {
    let size =
      Int32(storage.ss_family) == AF_INET6
      ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    return socklen_t(size)
  }

  /// Binds and listens; fills in the port that the kernel chose, for the sockets that follow.
  private static func bind(
    _ storage: inout sockaddr_storage, backlog: Int
  ) throws(SystemCallError) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(Int32(storage.ss_family), kind, 0)
    guard descriptor >= 0 else { throw SystemCallError(call: "socket", code: errno) }
    _ = clinux_reuse(descriptor)
    _ = clinux_bound_unsent(descriptor, 131_072)
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let size = self.length(of: storage)
    let failed: String? = withUnsafeMutableBytes(of: &storage) { raw in
      let address = raw.assumingMemoryBound(to: sockaddr.self).baseAddress
      guard let address else { return "bind" }
      if Glibc.bind(descriptor, address, size) != 0 { return "bind" }
      if Glibc.listen(descriptor, Int32(backlog)) != 0 { return "listen" }
      return getsockname(descriptor, address, &length) == 0 ? nil : "getsockname"
    }
    guard let failed else { return descriptor }
    let code = errno
    close(descriptor)
    throw SystemCallError(call: failed, code: code)
  }
}
