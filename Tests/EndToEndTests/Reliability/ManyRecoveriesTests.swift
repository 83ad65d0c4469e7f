// SPDX-License-Identifier: Apache-2.0

import Foundation
import RecordingTesting
import Subprocess
import Testing

@Suite("Recovery of many recordings", .sharedMachine, .timeLimit(.minutes(60)))
struct ManyRecoveriesTests {
    /// What one server left, copied so that many recordings are unfinished.
    private struct Wreck {
        let data: TemporaryFolder
        let ready: ServerProcess.Ready
        let count: Int

        /// Lets a server die in a recording of each format, and makes so many of each of them.
        init(copies: Int) async throws {
            let data = try TemporaryFolder()
            self.ready = try await ServerProcess.run(data: data, ending: .signaled(9)) { server in
                let template = try await server.cloud.template(Recording.Format.allCases)
                let order = try await server.cloud.order("room", until: Wall.second + 3_600, template: template)
                _ = try await NumberedPublisher(stream: "room").push(to: server.ready, after: 10_000_000) { push in
                    guard Wall.now > push.accepted + 3 else { return false }
                    try await server.kill()
                    return true
                }
                try #require(!order.isEmpty)
                return server.ready
            }
            let journals = data.path + "/journal"
            let originals = try FileManager.default.contentsOfDirectory(atPath: journals).map {
                String($0.dropLast(".journal".count))
            }
            try #require(originals.count == Recording.Format.allCases.count)
            let folder = data.path + "/media/127.0.0.1/live/room"
            let folders = try FileManager.default.contentsOfDirectory(atPath: folder)
            for original in originals {
                let home = try #require(folders.first { $0.hasSuffix("-" + original) })
                let journal = try String(contentsOfFile: "\(journals)/\(original).journal", encoding: .utf8)
                for copy in 1..<copies {
                    let digits = "00000\(copy)".suffix(6)
                    let session = String(original.dropLast(6) + digits)
                    // One of the five may have the number already.
                    guard !originals.contains(session) else { continue }
                    try FileManager.default.copyItem(
                        atPath: "\(folder)/\(home)", toPath: "\(folder)/\(home.dropLast(original.count))\(session)")
                    try journal.replacing(original, with: session).write(
                        toFile: "\(journals)/\(session).journal", atomically: false, encoding: .utf8)
                }
            }
            self.data = data
            self.count = try FileManager.default.contentsOfDirectory(atPath: journals).count
        }

        /// How many recordings are unfinished.
        var left: Int {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: self.data.path + "/journal")) ?? []
            return names.count { $0.hasSuffix(".journal") }
        }

        /// Holds what there is against what has to be: every recording whole, in the library and with the same packets.
        func expectRecovered(_ server: ServerProcess) async throws {
            var library = RecordedLibrary(self.data)
            #expect(await library.look() == [])
            #expect(library.files.count == self.count)
            for (key, contents) in library.contents {
                // Each copy has what the others of its format have.
                #expect(Set(contents.packets.values).count <= 1, "\(key.format)")
                #expect(contents.files.allSatisfy { $0.upperBound - $0.lowerBound > 1.5 }, "\(key.format)")
                #expect(contents.gaps.count { $0.reason == "server_died" } == contents.sessions, "\(key.format)")
            }
            var urls: Set<String> = []
            for page in 0... {
                let answer = try await server.cloud.call(
                    "SearchMedia",
                    ["StreamIds": ["room"], "Limit": 100, "Offset": .integer(Int64(page) * 100)], of: "vod")
                let infos = answer["MediaInfoSet"].array ?? []
                urls.formUnion(infos.compactMap { $0["BasicInfo"]["MediaUrl"].string })
                #expect(answer["TotalCount"].integer == Int64(self.count))
                if infos.count < 100 { break }
            }
            #expect(urls.count == self.count)
        }
    }

    @Test("ends a thousand before the server is ready")
    func thousand() async throws {
        let wreck = try await Wreck(copies: 201)
        #expect(wreck.count >= 990)
        let started = ContinuousClock.now
        // The promise is 30 s, on a machine that has nothing else to do; the line that is printed is the measure.
        try await ServerProcess.run(data: wreck.data, again: wreck.ready, patience: 300) { server in
            print("recovery: \(wreck.count) unfinished recordings, ready after \(ContinuousClock.now - started)")
            #expect(wreck.left == 0)
            try await wreck.expectRecovered(server)
        }
    }

    @Test("goes on when it is killed, again and again")
    func killedAgain() async throws {
        let wreck = try await Wreck(copies: 17)
        var generator = SeededGenerator(seed: 1)
        var counts = [wreck.left]
        // So many must be left that none is done with before a busy machine has looked and killed.
        while let left = counts.last, left > 30, counts.count < 8 {
            // Killed once so many are done, with others of the eight that are worked on at a time begun.
            let goal = left - Int.random(in: 1...12, using: &generator)
            try await Self.start(wreck.data, wreck.ready) { wreck.left <= goal }
            counts.append(wreck.left)
        }
        print("recovery killed again and again, unfinished recordings left: \(counts)")
        #expect(counts.count > 4)
        #expect((counts.last ?? 0) > 0)
        try await ServerProcess.run(data: wreck.data, again: wreck.ready, patience: 60) { server in
            #expect(wreck.left == 0)
            try await wreck.expectRecovered(server)
        }
    }

    /// Starts a server that is killed as soon as it has come so far.
    private static func start(
        _ data: TemporaryFolder, _ ready: ServerProcess.Ready, killWhen isTime: @escaping @Sendable () -> Bool
    ) async throws {
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(
                ServerProcess.cleaning + [
                    Programs.aircheck, "serve", "--data-dir", data.path, "--rtmp-address", ready.rtmp,
                    "--http-address", ready.web,
                ]), input: .none, output: .discarded, error: .discarded
        ) { execution in
            defer { try? execution.send(signal: .kill) }
            _ = try await eventually("a part of the recovery", every: .milliseconds(1)) { isTime() ? true : nil }
        }
        #expect(result.terminationStatus == .signaled(9))
    }
}
