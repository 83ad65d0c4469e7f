// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// Lets a few tests run at a time: each brings a server and publishers, and real time must stay real on two cores.
struct SharedMachine: TestTrait, SuiteTrait, TestScoping {
    fileprivate static let count = 4
    private static let places = Places(count: count)

    /// How many places a test takes.
    fileprivate var size = 1
    /// Seconds after which a test is ended that holds its places from others; it has failed then.
    fileprivate var patience: Double = 900

    /// The trait goes to the tests inside a suite, since a suite itself uses no place.
    var isRecursive: Bool { true }

    func scopeProvider(for test: Test, testCase: Test.Case?) -> SharedMachine? {
        testCase == nil ? nil : self
    }

    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await Self.places.take(size)
        let name = test.displayName ?? test.name
        let watch = Task { [patience] in
            try await Task.sleep(for: .seconds(patience + 120))
            // One that can't even be cancelled would keep the others until the whole run is ended from outside.
            print("✘ Test \"\(name)\" recorded an issue: it hangs, and with it the run")
            exit(1)
        }
        defer { watch.cancel() }
        do {
            try await withoutActuallyEscaping(function) { function in
                try await withDeadline("the end of “\(name)”", seconds: patience, function)
            }
        } catch {
            await Self.places.give(size)
            throw error
        }
        await Self.places.give(size)
    }
}

extension Trait where Self == SharedMachine {
    /// Waits for a place on the machine before the test begins.
    static var sharedMachine: Self { SharedMachine() }

    /// Waits until no other test is on the machine: for one that measures how late something is.
    static var wholeMachine: Self { SharedMachine(size: SharedMachine.count) }

    /// The same for one that may take longer than others.
    static func wholeMachine(seconds: Double) -> Self { SharedMachine(size: SharedMachine.count, patience: seconds) }
}

/// A counted number of places, handed on in the order of asking.
private actor Places {
    private var free: Int
    /// In the order in which they came, so that one that needs many is not passed for ever.
    private var waiting: [(size: Int, continuation: CheckedContinuation<Void, Never>)] = []

    init(count: Int) {
        self.free = count
    }

    func take(_ size: Int) async {
        if self.waiting.isEmpty, self.free >= size {
            self.free -= size
            return
        }
        await withCheckedContinuation { self.waiting.append((size, $0)) }
    }

    func give(_ size: Int) {
        self.free += size
        while let first = self.waiting.first, self.free >= first.size {
            self.free -= first.size
            self.waiting.removeFirst()
            first.continuation.resume()
        }
    }
}
