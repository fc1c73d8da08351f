internal import CFuzzer
internal import Glibc

/// Runs one target: feeds it bytes until it fails or the time is over.
public enum Fuzzer {
  /// What is fed. Set once, before anything runs; libFuzzer runs everything on one thread.
  nonisolated(unsafe) private static var property: ([UInt8]) throws -> Void = { _ in }

  /// Hands the program over to libFuzzer, which reads its own arguments.
  ///
  /// - Parameter property: stops the program by `require` where an input is treated wrongly. An
  ///   error thrown by it is a failure too.
  public static func run(_ property: @escaping ([UInt8]) throws -> Void) -> Never {
    self.property = property
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, testOneInput))
  }

  fileprivate static func test(_ bytes: [UInt8]) {
    do { try property(bytes) } catch { require(false, "threw \(error)") }
  }
}

/// What libFuzzer calls with each input, under the name that it links against.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  Fuzzer.test(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}

/// Stops the program, so that libFuzzer keeps the input, unless `condition` holds.
public func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if condition { return }
  let text = "property violated: \(message())\n"
  write(2, text, text.utf8.count)
  abort()
}

/// Stops the program unless both are equal.
public func requireEqual<Value: Equatable>(
  _ left: Value, _ right: Value, _ message: @autoclosure () -> String
) {
  require(left == right, "\(message())\n  one:   \(left)\n  other: \(right)")
}
