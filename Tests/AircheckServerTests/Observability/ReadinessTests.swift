// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AircheckServer

@Suite("Readiness")
struct ReadinessTests {
    @Test("gives a reason at any time but between start and stop")
    func reasons() {
        let readiness = Readiness()
        #expect(readiness.reason == "the server is starting")
        readiness.set(.ready)
        #expect(readiness.reason == nil)
        readiness.set(.stopping)
        #expect(readiness.reason == "the server is stopping")
    }
}
