// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// An object store that somebody else wrote: `weed server -s3` (SeaweedFS), on free ports of loopback.
package final class WeedServer: Sendable {
    package static let accessKey = "aircheck"
    package static let secretKey = "secret/of+the=store"
    /// Of one who may make no buckets: for others the program makes those that are missing.
    package static let writerKey = "writer"

    /// `http://127.0.0.1:PORT`.
    package let url: String
    private let program: String
    private let arguments: [String]
    private let folder: URL
    private let process = Mutex<Process?>(nil)

    /// Starts the program, which answers some seconds later.
    package init(program: String, folder: URL) async throws {
        let names = ["master", "volume", "filer", "s3"].flatMap { ["\($0).port", "\($0).port.grpc"] }
        let ports = try await Self.freePorts(names.count)
        let identities = """
            {"identities": [{"name": "anonymous", "actions": ["Read"]}, {"name": "aircheck", "actions": ["Admin", "Read", "Write", "List"],
              "credentials": [{"accessKey": "\(Self.accessKey)", "secretKey": "\(Self.secretKey)"}]},
             {"name": "writer", "actions": ["Read:recordings", "Write:recordings", "List:recordings"],
              "credentials": [{"accessKey": "\(Self.writerKey)", "secretKey": "\(Self.secretKey)"}]}]}
            """
        let settings = folder.appendingPathComponent("s3.json")
        try Data(identities.utf8).write(to: settings)
        self.program = program
        self.folder = folder
        url = "http://127.0.0.1:\(ports[6])"
        arguments =
            zip(names, ports).map { "-\($0)=\($1)" } + [
                "-dir=\(folder.path)", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3",
                "-s3.config=\(settings.path)", "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false",
                "-master.volumeSizeLimitMB=128", "-volume.max=32",
                "-filer.localSocket=\(folder.path)/filer.sock", "-s3.localSocket=\(folder.path)/s3.sock",
            ]
        try start()
    }

    /// Starts it again, on the same ports and with what it had.
    package func start() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["server"] + arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        let log = folder.appendingPathComponent("weed.log")
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        self.process.withLock { $0 = process }
    }

    /// kill -9.
    package func kill() {
        process.withLock { process in
            guard let running = process else { return }
            Glibc.kill(running.processIdentifier, SIGKILL)
            running.waitUntilExit()
            process = nil
        }
    }

    deinit { kill() }

    /// Ports that nobody listens on, all different.
    ///
    /// The program takes them some seconds later. Meanwhile anybody who asks the system for a port might be given one of
    /// those that it gives, so they are from below these, and each is used once.
    private static func freePorts(_ count: Int) async throws -> [Int] {
        var ports: [Int] = []
        while ports.count < count {
            let port = nextPort.withLock { next in
                defer { next = next < lastPort ? next + 1 : firstPort }
                return next
            }
            guard let channel = try? await bind(port) else { continue }
            try await channel.close()
            ports.append(port)
        }
        return ports
    }

    private static func bind(_ port: Int) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: port)
            .get()
    }

    private static let firstPort = 10_240
    /// net.ipv4.ip_local_port_range begins behind it.
    private static let lastPort = 32_767
    private static let nextPort = Mutex(Int.random(in: firstPort...lastPort))
}
