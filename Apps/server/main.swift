import Composition
import Console
import Glibc
import Serving

// Before any thread: threads inherit the mask.
ProcessStart.prepare()
Signals.hold { endProcess($0) }
Memory.returnLargeBlocks()
startServer(Array(CommandLine.arguments.dropFirst()))
// Were this file itself to await, the runtime would park the main thread with every signal let
// through, and SIGTERM would end the process on the spot.
while true { pause() }

private func startServer(_ arguments: [String]) {
  Task.detached { endProcess(await ServerProgram.run(arguments)) }
}
