// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess

/// The official Python SDK in one process for all tests: loading it costs more than a call.
///
/// The process ends by itself when its input is closed, which the end of the test process does.
actor PythonSDK {
    static let shared = PythonSDK()

    private var lines: AsyncStream<String>.Continuation?
    private var waiting: [Int64: CheckedContinuation<JSON, any Error>] = [:]
    private var nextID: Int64 = 0

    /// Sends one call and waits for what the SDK made of it: `{"response": …}` or `{"error": …}`.
    func call(_ order: [String: JSON]) async throws -> JSON {
        let lines = self.lines ?? self.start()
        self.nextID += 1
        let id = self.nextID
        let line = JSON.object(order.merging(["id": .integer(id)]) { $1 }).text
        return try await withCheckedThrowingContinuation { continuation in
            self.waiting[id] = continuation
            lines.yield(line + "\n")
        }
    }

    private func start() -> AsyncStream<String>.Continuation {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        self.lines = continuation
        Task.detached { [self] in
            do {
                let result = try await Subprocess.run(
                    .name("env"), arguments: [Programs.python, Programs.clients + "/sdk.py"],
                    input: .inputWriter, output: .sequence, error: .bytes(limit: 1 << 20)
                ) { execution in
                    async let writing: Void = {
                        for await line in stream { _ = try await execution.standardInputWriter.write(Array(line.utf8)) }
                    }()
                    for try await line in execution.standardOutput.strings(bufferingPolicy: .unbounded) {
                        await self.received(try JSON(text: line))
                    }
                    continuation.finish()
                    try await writing
                }
                await self.ended(String(decoding: result.standardError, as: UTF8.self))
            } catch {
                await self.ended("\(error)")
            }
        }
        return continuation
    }

    private func received(_ answer: JSON) {
        guard let id = answer["id"].integer else { return }
        self.waiting.removeValue(forKey: id)?.resume(returning: answer)
    }

    private func ended(_ reason: String) {
        self.lines = nil
        for continuation in self.waiting.values { continuation.resume(throwing: PythonSDKEnded(reason: reason)) }
        self.waiting = [:]
    }
}

/// The process that carries the SDK ended, or never began.
struct PythonSDKEnded: Error, CustomStringConvertible {
    let reason: String

    var description: String { "the Python SDK's process ended: \(self.reason.suffix(2000))" }
}
