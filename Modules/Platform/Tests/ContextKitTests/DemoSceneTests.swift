import ContextKit
import Testing

@Suite("The scenes of a demo")
struct DemoSceneTests {
  private func scene(_ context: String, after: String...) -> DemoScene {
    DemoScene(of: context, after: after) { _ in }
  }

  @Test("Each comes after those it names, and otherwise where it stood")
  func order() throws {
    let scenes = [
      scene("fleet", after: "auth", "ajo"), scene("fines"), scene("ajo", after: "auth"),
      scene("auth"),
    ]
    let order = try DemoScene.inOrder(scenes).map(\.context)
    #expect(order == ["fines", "auth", "ajo", "fleet"])
  }

  @Test("Whoever comes after a context comes after all its scenes")
  func scenesOfOneContext() throws {
    let scenes = [
      scene("fleet", after: "ajo"), scene("ajo"), scene("ajo", after: "auth"), scene("auth"),
    ]
    let order = try DemoScene.inOrder(scenes).map(\.context)
    #expect(order == ["ajo", "auth", "ajo", "fleet"])
  }

  @Test("One that waits for a context that does not run, or for itself, is named")
  func stuck() {
    func problem(_ scenes: DemoScene...) -> String? {
      do throws(DemoSceneStuck) {
        _ = try DemoScene.inOrder(scenes)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(problem(scene("ajo", after: "auth")) == "the demo of ajo needs the contexts auth")
    #expect(
      problem(scene("auth"), scene("ajo", after: "auth", "fleet"), scene("fleet", after: "ajo"))
        == "the demo of ajo needs the contexts fleet")
  }

  @Test("Numbers are the same for the same seed, and within their limit")
  func numbers() {
    var numbers = DemoNumbers(seed: 1)
    // SplitMix64 of seed 1, as its authors have it.
    #expect(
      (0..<3).map { _ in numbers.next() } == [
        10_451_216_379_200_822_465, 13_757_245_211_066_428_519, 17_911_839_290_282_890_590,
      ])
    var others = DemoNumbers(seed: 2)
    #expect((0..<1_000).allSatisfy { _ in (0..<7).contains(others.next(below: 7)) })
  }
}
