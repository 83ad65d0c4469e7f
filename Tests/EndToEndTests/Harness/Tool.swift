// SPDX-License-Identifier: Apache-2.0

import Subprocess

/// One run of a program that ends by itself.
struct Tool: Sendable {
    let status: TerminationStatus
    let output: String
    let errors: String

    /// Whether the program says that all went well.
    var isSuccess: Bool { self.status.isSuccess }

    /// Runs a program to its end, if need be with a home folder of its own.
    ///
    /// It is killed, and ``Overdue`` thrown, when it still runs after `seconds`; and it is killed when the surrounding
    /// task is cancelled, which is how a test breaks a push.
    static func run(
        _ program: String, _ arguments: [String], home: String? = nil, within seconds: Double = 60
    ) async throws -> Tool {
        try await withDeadline("the end of \(program)", seconds: seconds) {
            // `env` becomes the program: same process, and no second library for paths is needed.
            let result = try await Subprocess.run(
                .name("env"), arguments: Arguments((home.map { ["HOME=\($0)"] } ?? []) + [program] + arguments),
                output: .bytes(limit: 64 << 20), error: .bytes(limit: 16 << 20))
            return Tool(
                status: result.terminationStatus,
                output: String(decoding: result.standardOutput, as: UTF8.self),
                errors: String(decoding: result.standardError, as: UTF8.self))
        }
    }

    /// Runs a program that has to succeed, and answers what it printed.
    @discardableResult
    static func output(
        of program: String, _ arguments: [String], home: String? = nil, within seconds: Double = 60
    ) async throws -> String {
        let tool = try await run(program, arguments, home: home, within: seconds)
        guard tool.status.isSuccess else {
            throw ToolFailure(program: program, arguments: arguments, status: tool.status, errors: tool.errors)
        }
        return tool.output
    }
}

/// A program did not succeed; its words say why.
struct ToolFailure: Error, CustomStringConvertible {
    let program: String
    let arguments: [String]
    let status: TerminationStatus
    let errors: String

    var description: String {
        "\(program) \(arguments.joined(separator: " ")): \(status)\n\(errors.suffix(2000))"
    }
}
