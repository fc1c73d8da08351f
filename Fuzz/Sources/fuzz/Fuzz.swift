import CFuzzer
import FuzzTargets
import Glibc

/// Feeds one target until it fails or the time is over. Which one, the program's name says, after
/// the hyphen (`Scripts/fuzz` links it under the name of each): the arguments are libFuzzer's,
/// which also starts the program anew for some of its work.
@main enum Fuzz {
  /// What is fed. Set once, before anything runs; libFuzzer runs everything on one thread.
  nonisolated(unsafe) fileprivate static var check: ([UInt8]) -> Void = { _ in }

  static func main() {
    let program = CommandLine.arguments.first ?? ""
    guard let target = FuzzTarget.named(program.split(separator: "-").last ?? "") else {
      let names = FuzzTarget.all.map { "fuzz-\($0.name)" }.joined(separator: ", ")
      print("to be run as one of: \(names)")
      exit(64)
    }
    check = target.check
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, testOneInput))
  }
}

/// What libFuzzer calls with each input, under the name that it links against.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  Fuzz.check(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}
