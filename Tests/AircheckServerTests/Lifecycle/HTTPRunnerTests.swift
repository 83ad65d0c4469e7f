// SPDX-License-Identifier: Apache-2.0

import Logging
import RecordingTesting
import ServiceLifecycle
import Testing

@testable import AircheckServer

@Suite("HTTP runner", .timeLimit(.minutes(30)))
struct HTTPRunnerTests {
    /// A server with a request that lasts as long as nobody cancels it.
    private struct Dawdler: Service {
        let journal: Journal

        func run() async throws {
            journal.note("running")
            do {
                try await Task.sleep(for: .seconds(3_600))
            } catch {
                journal.note("cut")
                throw error
            }
        }
    }

    private struct Failing: Service {
        struct Fault: Error {}

        func run() async throws { throw Fault() }
    }

    private func group(_ service: any Service) -> ServiceGroup {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let runner = HTTPRunner(application: service, patience: .milliseconds(10))
        return ServiceGroup(configuration: .init(services: [.init(service: runner)], logger: logger))
    }

    @Test("cuts what takes too long once the server stops, and stops in order then")
    func dawdler() async throws {
        let journal = Journal()
        let group = group(Dawdler(journal: journal))
        async let running: Void = group.run()
        try await journal.wait(for: "running")
        await group.triggerGracefulShutdown()
        try await running
        #expect(journal.lines == ["running", "cut"])
    }

    @Test("fails when the server does")
    func failure() async throws {
        let group = group(Failing())
        await #expect(throws: Failing.Fault.self) { try await group.run() }
    }
}
