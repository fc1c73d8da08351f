internal import CLinux
internal import Glibc

extension HTTPConnection {
  var pendingOutput: Int { output.count - sent + tail.count - tailSent }

  var hasOutput: Bool { pendingOutput > 0 }

  /// Sends as much as the socket takes.
  /// - Returns: whether anything changed.
  func flush() -> Bool {
    if isClosed { return false }
    var hasSent = false
    while hasOutput, isWritable {
      if outputSince == 0 { beginOutputClock() }
      guard send() else { break }
      hasSent = true
    }
    if isClosed { return false }
    if hasSent { wakeWriter() }
    if !hasOutput {
      releaseOutput()
      switch phase {
      case .closing: return halfClose()
      case .upgrading(let upgrade): handOver(to: upgrade)
      default: break
      }
    } else if !isWritable {
      chargeOutput()
    }
    return hasSent
  }

  /// One system call.
  private func send() -> Bool {
    let count = output.withUnsafeBytes { first in
      let head = UnsafeRawBufferPointer(rebasing: first[sent...])
      if tail.isEmpty { return clinux_send(descriptor, head.baseAddress, UInt(head.count)) }
      return tail.withUnsafeBytes { second in
        let rest = UnsafeRawBufferPointer(rebasing: second[tailSent...])
        return clinux_send_two(
          descriptor, head.baseAddress, UInt(head.count), rest.baseAddress, UInt(rest.count))
      }
    }
    guard count >= 0 else {
      if count == -Int(EINTR) { return true }
      if count == -Int(EAGAIN) { isWritable = false } else { close() }
      return false
    }
    noteSent(count)
    return true
  }

  private func noteSent(_ count: Int) {
    let ofHead = min(count, output.count - sent)
    sent += ofHead
    tailSent += count - ofHead
    outputSent += count
    lastActivity = now
  }

  private func releaseOutput() {
    outputSince = 0
    if output.capacity > 0 {
      listener.giveBack(&output)
      sent = 0
    }
    if !tail.isEmpty {
      tail = []
      tailSent = 0
      tailIsShared = false
    }
    if outputMemory.held > 0 { chargeOutput() }
  }

  /// Nothing more will be sent. What the client still sends is read and dropped, because closing
  /// a socket with unread bytes resets it, and a reset destroys the answer on its way.
  private func halfClose() -> Bool {
    dropInput()
    dropped = 0
    if hasReachedEnd {
      close()
      return false
    }
    shutdown(descriptor, Int32(SHUT_WR))
    enter(.lingering)
    return true
  }
}
