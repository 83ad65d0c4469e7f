// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ObjectStore

@Suite("PartPlan")
struct PartPlanTests {
    @Test("cuts a file without gap or overlap")
    func cuts() {
        #expect(PartPlan(size: 10, partSize: 4).ranges == [0..<4, 4..<8, 8..<10])
        #expect(PartPlan(size: 8, partSize: 4).ranges == [0..<4, 4..<8])
        #expect(PartPlan(size: 0, partSize: 4).ranges == [])
    }

    @Test(
        "takes larger parts rather than more than 10,000",
        arguments: [83_886_080_000, 83_886_080_001, 1 << 40] as [Int64])
    func limits(size: Int64) {
        let plan = PartPlan(size: size, partSize: 8 << 20)
        #expect(plan.ranges.count <= 10_000)
        #expect(plan.ranges.last?.upperBound == size)
        #expect((plan.partSize == 8 << 20) == (size == 83_886_080_000))
    }
}
