import Fitness

extension SQLFitnessTransaction {
  func boardsFollow(_ profile: FitnessProfile, offsetMinutes: Int) throws {}
}
