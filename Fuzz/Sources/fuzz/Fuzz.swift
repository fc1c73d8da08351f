import CFuzzer
import FuzzTargets
import Glibc

/// Feeds one target until it fails or the time is over. Which one, the program's name says, after
/// the hyphen (`Scripts/fuzz` links it under the name of each): the arguments are libFuzzer's,
/// which also starts the program anew for some of its work.
@main enum Fuzz {
  /// What is fed; nil when the program has the name of none.
  fileprivate static let target = FuzzTarget.named(
    CommandLine.arguments.first?.split(separator: "-").last ?? "")

  static func main() {
    guard target != nil else {
      let names = FuzzTarget.all.map { "fuzz-\($0.name)" }.joined(separator: ", ")
      print("to be run as one of: \(names)")
      exit(64)
    }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, testOneInput))
  }
}

/// What libFuzzer calls with each input, under the name that it links against.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  Fuzz.target?.check(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}
