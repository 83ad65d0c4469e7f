// SPDX-License-Identifier: Apache-2.0

import AircheckServer
import ArgumentParser
import Foundation

/// Where the server's data is, for commands that work beside it.
struct DataFolderOption: ParsableArguments {
    @Option(
        name: .customLong("data-dir"),
        help: "The server's data folder (else AIRCHECK_DATA_DIR, else ./aircheck-data).",
        completion: .directory)
    var dataDirectory: String?

    /// Does a piece of work with the folder's path; mistakes end the command with one line.
    func withDataDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let environment = ProcessInfo.processInfo.environment["AIRCHECK_DATA_DIR"]
        do {
            return try await body(dataDirectory ?? environment ?? "./aircheck-data")
        } catch let error as SettingsError {
            FileHandle.standardError.write(Data("aircheck: \(error)\n".utf8))
            throw ExitCode(64)
        }
    }

    /// Opens the outbox for a piece of work.
    func openOutbox(_ body: (OutboxFile) async throws -> Void) async throws {
        try await withDataDirectory { path in
            let outbox = try OutboxFile(dataDirectory: path)
            try await body(outbox)
            try outbox.close()
        }
    }
}
