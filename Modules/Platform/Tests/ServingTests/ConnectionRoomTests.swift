import Serving
import Testing

@Suite("Connections and descriptors")
struct ConnectionRoomTests {
  @Test(
    "Connections and refusals leave descriptors to everything else",
    arguments: [16, 64, 256, 1_024, 4_096, 20_000, 1 << 20], [1, 2, 64])
  func leavesSome(descriptors: Int, processors: Int) {
    let room = ConnectionRoom(wanted: 10_000, descriptors: descriptors, processors: processors)
    #expect(room.connections >= 1 && room.refusals >= 1)
    #expect(room.connections <= 10_000)
    let left = descriptors - room.connections - room.refusals
    #expect(left >= min(descriptors / 2, 192))
  }

  @Test("What is wanted is had where there is room, and said to be short where there is none")
  func short() {
    let wide = ConnectionRoom(wanted: 10_000, descriptors: 65_536, processors: 2)
    #expect(wide.connections == 10_000 && !wide.isShort)
    let usual = ConnectionRoom(wanted: 10_000, descriptors: 1_024, processors: 2)
    #expect(usual.connections == 752 && usual.isShort)
  }

  @Test("The limit is raised as far as it may be, and never lowered")
  func raises() {
    let before = Descriptors.limit
    Descriptors.raiseLimit()
    #expect(Descriptors.limit >= before)
  }
}
