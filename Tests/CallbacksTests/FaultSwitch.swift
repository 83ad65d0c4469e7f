// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Lets writing some lines fail.
final class FaultSwitch: Sendable {
    struct Fault: Error {}

    private let fails = Mutex<@Sendable (String) -> Bool>({ _ in false })

    func fail(_ fails: @escaping @Sendable (String) -> Bool) {
        self.fails.withLock { $0 = fails }
    }

    func check(_ line: String) throws {
        if fails.withLock({ $0(line) }) { throw Fault() }
    }
}
