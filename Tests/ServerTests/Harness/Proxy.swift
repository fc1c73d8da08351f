import Foundation

/// A proxy before a server, as `Deploy` has it: the file that is checked in, with the names, ports
/// and certificate of this machine put into it.
final class Proxy: Sendable {
  enum Kind: String, Sendable, CaseIterable, CustomStringConvertible {
    case nginx, caddy

    var description: String { rawValue }

    /// Where the program is; nil when it is not installed.
    var program: String? { Programs.find(rawValue) }

    /// Those that can be tried here. What is needed besides makes a certificate and asks.
    static var installed: [Kind] {
      Programs.find("openssl") == nil || Programs.find("curl") == nil
        ? [] : allCases.filter { $0.program != nil }
    }

    /// What stands in the report where none can be tried.
    static let missing = "install nginx or caddy, and openssl and curl"
  }

  let kind: Kind
  let port: UInt16
  /// The folder of its configuration and certificate.
  private let folder: String
  private let process: ChildProcess

  /// Starts a proxy before servers, in a deployment's folder.
  init(_ kind: Kind, before servers: [AtriumServer], in deployment: Deployment) throws {
    guard let program = kind.program else { throw HarnessError("\(kind) is not installed") }
    self.kind = kind
    folder = deployment.folder
    port = try FreePort.find()
    try Self.makeCertificate(in: folder)
    let upstreams = servers.map { "127.0.0.1:\($0.port)" }
    switch kind {
    case .nginx:
      try deployment.write("site.conf", Self.nginxSite(port, upstreams, folder))
      try deployment.write("nginx.conf", Self.nginxFrame(folder))
      process = try ChildProcess(
        program, ["-p", folder, "-c", "\(folder)/nginx.conf"], in: folder)
      guard process.errors.line(containing: "start worker process", within: 30) != nil else {
        throw HarnessError("nginx does not start: \(process.errors.textSoFar)")
      }
    case .caddy:
      try deployment.write("Caddyfile", Self.caddyfile(folder))
      process = try ChildProcess(
        program, ["run", "--config", "Caddyfile"],
        environment: [
          "HOME": folder, "ATRIUM_SITE": "https://localhost:\(port)",
          "ATRIUM_UPSTREAM": upstreams.joined(separator: " "),
        ], in: folder)
      guard process.errors.line(containing: "serving initial configuration", within: 30) != nil
      else { throw HarnessError("caddy does not start: \(process.errors.textSoFar)") }
    }
  }

  func stop() {
    process.signal(SIGTERM)
    if process.exitCode(within: 10) == nil { process.signal(SIGKILL) }
  }

  /// What curl is to be told to reach a path.
  /// - Parameter version: `--http2` or `--http1.1`.
  func arguments(_ path: String, _ version: String = "--http2", _ more: [String] = []) -> [String] {
    [
      "-sS", version, "--cacert", "\(folder)/cert.pem", "--noproxy", "*", "--max-time", "60",
      // From an address of its own, so that client and proxy are told apart.
      "--interface", "127.0.0.2", "--resolve", "localhost:\(port):127.0.0.1",
      "-w", "\n%{http_version} %{http_code}",
    ] + more + ["https://localhost:\(port)\(path)"]
  }

  /// Asks through the proxy.
  func ask(_ path: String, _ version: String = "--http2", _ more: String...) throws -> Reply {
    let curl = Programs.find("curl") ?? "curl"
    return try Reply(
      Programs.run("/usr/bin/env", [curl] + arguments(path, version, more), in: folder))
  }

  /// Whether Caddy, whose log is told here, answered the first `POST` over HTTP/2 so.
  func hasLogged(status: Int, octets: Int) -> Bool {
    let line = process.errors.line(
      containing: "\"proto\":\"HTTP/2.0\",\"method\":\"POST\"", within: 10)
    return line?.contains("\"size\":\(octets),\"status\":\(status)") ?? false
  }

  /// What curl printed: the body, then version and status.
  struct Reply {
    let version: String
    let status: Int
    let body: String
    /// Whether curl read less than the answer's length (its exit code 18).
    let isCutShort: Bool

    init(_ outcome: Programs.Outcome) throws {
      let lines = outcome.output.components(separatedBy: "\n")
      let words = lines.last?.split(separator: " ") ?? []
      guard words.count == 2, let status = Int(words[1]) else {
        throw HarnessError("curl: \(outcome.exitCode) \(outcome.errors)\(outcome.output)")
      }
      version = String(words[0])
      self.status = status
      body = lines.dropLast().joined(separator: "\n")
      isCutShort = outcome.exitCode == 18
    }
  }

  // MARK: The files

  private static func nginxSite(
    _ port: UInt16, _ upstreams: [String], _ folder: String
  ) throws -> String {
    try deployed(
      "nginx.conf",
      [
        ("listen 80;", "listen 127.0.0.1:\(try FreePort.find());"),
        ("listen 443 ssl http2;", "listen 127.0.0.1:\(port) ssl http2;"),
        ("server 127.0.0.1:8080;", upstreams.map { "server \($0);" }.joined(separator: " ")),
        ("/etc/ssl/atrium/fullchain.pem", "\(folder)/cert.pem"),
        ("/etc/ssl/atrium/privkey.pem", "\(folder)/key.pem"),
      ])
  }

  /// What stands around the site; the packages' own frame writes below `/var`.
  private static func nginxFrame(_ folder: String) -> String {
    let user = geteuid() == 0 ? "user root;" : ""
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
      "\($0)_temp_path \(folder)/nginx-\($0);"
    }
    return """
      \(user)
      daemon off;
      worker_processes 1;
      error_log stderr notice;
      pid \(folder)/nginx.pid;
      events {}
      http {
        access_log off;
        \(places.joined(separator: " "))
        include \(folder)/site.conf;
      }

      """
  }

  private static func caddyfile(_ folder: String) throws -> String {
    try deployed(
      "Caddyfile",
      [
        ("{\n\tservers {", "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers {"),
        (
          "{$ATRIUM_SITE:api.example.com} {",
          "{$ATRIUM_SITE:api.example.com} {\n\tlog\n\ttls \(folder)/cert.pem \(folder)/key.pem"
        ),
      ])
  }

  /// A file of `Deploy`, in which each text that is replaced stands as often as it should.
  private static func deployed(
    _ name: String, _ replacements: [(old: String, new: String)]
  ) throws -> String {
    var text = try String(contentsOfFile: "\(Programs.root)/Deploy/\(name)", encoding: .utf8)
    for (old, new) in replacements {
      guard text.contains(old) else { throw HarnessError("Deploy/\(name) has no \(old)") }
      text = text.replacing(old, with: new)
    }
    return text
  }

  private static func makeCertificate(in folder: String) throws {
    let outcome = try Programs.run(
      "/usr/bin/env",
      [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        "-keyout", "key.pem", "-out", "cert.pem",
      ], in: folder)
    guard outcome.exitCode == 0 else { throw HarnessError("openssl: \(outcome.errors)") }
  }
}
