// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The official command line; it knows plain HTTP only by an endpoint that says so.
struct CommandLineClient: Sendable {
    let server: ServerProcess

    /// A home with a folder for its log: two that begin at once fail over making one.
    private static let home = Result {
        let home = Programs.cache + "/home"
        try FileManager.default.createDirectory(atPath: home + "/.tccli/log", withIntermediateDirectories: true)
        return home
    }

    init(of server: ServerProcess) {
        self.server = server
    }

    func call(_ action: String, _ parameters: [String: JSON], of service: String) async throws -> JSON {
        var arguments = [
            service, action, "--endpoint", self.server.url(""), "--region", "ap-guangzhou",
            "--secretId", self.server.cloud.secretID, "--secretKey", self.server.cloud.secretKey,
        ]
        for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
            arguments += ["--" + name, value.string ?? value.text]
        }
        let output = try await Tool.output(of: Programs.tccli, arguments, home: Self.home.get())
        return try JSON(text: output)
    }
}
