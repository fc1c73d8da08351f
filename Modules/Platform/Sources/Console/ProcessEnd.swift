import Glibc

/// Ends the process here and now. What is acknowledged is on disk, and standard output and error
/// are written as they come; `exit` would also have C libraries tidy up what the threads of event
/// loops and pools still use.
public func endProcess(_ code: Int32) -> Never {
  fflush(nil)
  _exit(code)
}
