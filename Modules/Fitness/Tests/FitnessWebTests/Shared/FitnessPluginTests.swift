import Fitness
import FitnessTesting
import FitnessWeb
import Kernel
import Testing

@Suite struct FitnessPluginTests {
  @Test("Fitness counts coins") func units() {
    #expect(Unit.coin.fractionDigits == 0)
  }
}
