// SPDX-License-Identifier: Apache-2.0

import Testing

/// Lets a few tests run at a time: each brings a server and publishers, and real time must stay real on two cores.
struct SharedMachine: TestTrait, SuiteTrait, TestScoping {
    private static let places = Places(count: 4)

    /// The trait goes to the tests inside a suite, since a suite itself uses no place.
    var isRecursive: Bool { true }

    func scopeProvider(for test: Test, testCase: Test.Case?) -> SharedMachine? {
        testCase == nil ? nil : self
    }

    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await Self.places.take()
        do {
            try await function()
        } catch {
            await Self.places.give()
            throw error
        }
        await Self.places.give()
    }
}

extension Trait where Self == SharedMachine {
    /// Waits for a place on the machine before the test begins.
    static var sharedMachine: Self { SharedMachine() }
}

/// A counted number of places, handed on in the order of asking.
private actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) {
        self.free = count
    }

    func take() async {
        guard self.free == 0 else {
            self.free -= 1
            return
        }
        await withCheckedContinuation { self.waiting.append($0) }
    }

    func give() {
        guard self.waiting.isEmpty else {
            self.waiting.removeFirst().resume()
            return
        }
        self.free += 1
    }
}
