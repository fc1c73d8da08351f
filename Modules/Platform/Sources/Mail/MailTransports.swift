import Crypto
import Curl
public import EventLoop
import Glibc
import Ports

/// Delivers mails.
public protocol MailTransport: Sendable {
  /// Delivers one mail.
  /// - Throws: `MailRefused` if no other attempt would help; any other error if one may.
  func deliver(_ message: MailMessage) async throws
}

/// Writes mails to standard error, for development.
public struct ConsoleTransport: MailTransport {
  /// The transport.
  public init() {}

  /// Prints the mail.
  public func deliver(_ message: MailMessage) async throws {
    let text = message.octets.filter { $0 != 13 }
    try writeAll(Array("--- mail ---\n".utf8) + text + Array("------------\n".utf8), to: 2)
  }
}

/// Writes each mail to a file of its own, for development and tests.
public struct FileTransport: MailTransport {
  private let directory: String

  /// Mails go into this directory, which is made if need be.
  public init(directory: String) {
    self.directory = directory
  }

  /// Writes the mail to `<digest>.eml`; a file of this name is whole.
  public func deliver(_ message: MailMessage) async throws {
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw MailFileError(errno) }
    let name = Hex.encode(Array(SHA256.hash(message.octets).prefix(16)))
    let temporary = "\(directory)/.\(name)"
    // Its owner's alone: there are tokens in it.
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw MailFileError(errno) }
    defer { close(file) }
    try writeAll(message.octets, to: file)
    // What is taken for sent is on disk.
    guard fsync(file) == 0 else { throw MailFileError(errno) }
    guard rename(temporary, "\(directory)/\(name).eml") == 0 else { throw MailFileError(errno) }
  }
}

/// A mail could not be written to its file.
public struct MailFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system's error message.
  public let description: String

  init(_ number: Int32) {
    description = String(cString: strerror(number))
  }
}

/// Hands mails to a mail server.
public struct SMTPTransport: MailTransport {
  private let url: String
  private let pool: BlockingPool

  /// Mails go to the server at `url`, from threads of `pool`.
  public init(url: String, pool: BlockingPool) {
    self.url = url
    self.pool = pool
  }

  /// Submits the mail. If the task is cancelled, the mail may still be submitted, but nobody waits
  /// for the mail server any more.
  public func deliver(_ message: MailMessage) async throws {
    let (outcome, settling) = AsyncThrowingStream<Void, any Error>.makeStream()
    Task { [self] in
      do {
        settling.yield(try await submit(message))
        settling.finish()
      } catch {
        settling.finish(throwing: error)
      }
    }
    for try await _ in outcome { return }
    throw CancellationError()
  }

  private func submit(_ message: MailMessage) async throws {
    do {
      try await pool.run { [url] in
        if message.needsSMTPUTF8, try !SMTPSubmission.offersUTF8(at: url) {
          throw MailRefused(
            "an address has letters beyond ASCII before its @, "
              + "and the mail server does not offer SMTPUTF8")
        }
        try SMTPSubmission.submit(
          message.octets, from: message.sender, to: message.recipient, by: url)
      }
    } catch let refusal as SMTPRefusal {
      throw MailRefused("\(refusal)")
    }
  }
}

private func writeAll(_ octets: [UInt8], to file: Int32) throws(MailFileError) {
  var rest = octets[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { throw MailFileError(errno) }
    rest = rest.dropFirst(written)
  }
}
