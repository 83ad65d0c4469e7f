// SPDX-License-Identifier: Apache-2.0

import CatalogueSQLite
import Foundation
import Logging
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Storage
import Synchronization
import Testing

@testable import ObjectStore

/// What is noted for a recording, as the recorder does it.
private struct TestRecording {
    let store: TestStore
    let queue: any UploadQueue
    var session = "1"

    var place: ObjectPlace { ObjectPlace(bucket: TestStore.bucket, region: "us-east-1", prefix: "live/\(session)") }

    func order(_ files: [StoredFile]) -> UploadOrder {
        UploadOrder(sessionID: session, place: place, folder: MediaPath([session]), files: files)
    }

    func note(_ files: [StoredFile]) async throws {
        try await queue.note(order(files), at: SystemWallClock().now)
    }

    func write(_ name: String, _ contents: Data) throws -> StoredFile {
        try store.write(name, contents, in: session)
    }

    /// Makes a segment durable, then the playlist of all so far; notes both.
    func segment(_ number: Int, size: Int) async throws {
        let segment = try write(name(number), noise(size, seed: UInt64(number)))
        try await note([segment, try playlist(upTo: number, isEnded: false)])
    }

    func playlist(upTo last: Int, isEnded: Bool) throws -> StoredFile {
        let entries = (0...last).map { "#EXTINF:1.0,\n\(name($0))\n" }.joined()
        return try write("index.m3u8", Data(("#EXTM3U\n" + entries + (isEnded ? "#EXT-X-ENDLIST\n" : "")).utf8))
    }

    func finish(segments: Int, into catalogue: any Catalogue, keepsCopy: Bool) async throws -> RecordedFile {
        var files = try (0..<segments).map { try write(name($0), Data(contentsOf: path(name($0)))) }
        files.append(try playlist(upTo: segments - 1, isEnded: true))
        files.append(try write(RecordingManifest.name, Data("{}".utf8)))
        let file = RecordedFile.test(
            "file\(session)", session: session, path: MediaPath([session]).text(ofFile: "index.m3u8"))
        try await catalogue.insert(
            file,
            uploading: FileUpload(order: order(files), url: "http://store/\(session)", keepsCopy: keepsCopy))
        return file
    }

    func path(_ name: String) -> URL { store.root.appendingPathComponent("\(session)/\(name)") }
    private func name(_ number: Int) -> String { "\(number.padded(to: 5)).ts" }
}

extension RecordedFile {
    static func test(_ id: String, session: String, path: String) -> RecordedFile {
        RecordedFile(
            id: id, cause: .rule, templateID: 0, sessionID: session,
            publication: Publication(
                id: PublicationID(number: 1), key: StreamKey(domain: "d", application: "a", stream: "s"),
                begun: .seconds(1), clientAddress: "::1", parameters: ""),
            format: .hls, title: "t", path: path, size: 1, facts: MediaFacts(begun: .seconds(1)), created: .seconds(2))
    }
}

/// What a player that looks at the bucket meets.
private final class Observer: Sendable {
    private struct Seen {
        var playlists = 0
        var longest = 0
        var missing: [String] = []
        var shrank = false
    }

    private let seen = Mutex(Seen())
    var playlists: Int { seen.withLock { $0.playlists } }
    var longest: Int { seen.withLock { $0.longest } }
    var missing: [String] { seen.withLock { $0.missing } }
    var shrank: Bool { seen.withLock { $0.shrank } }

    /// Reads the playlist again and again, and asks for each segment that it newly names.
    func watch(_ place: ObjectPlace, in store: TestStore) async {
        var known: Set<String> = []
        while !Task.isCancelled {
            // A store that is away shows nothing.
            guard let data = try? await store.contents(of: place.address(of: "index.m3u8")) else {
                try? await Task.sleep(for: .milliseconds(20))
                continue
            }
            let names = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init).filter {
                !$0.hasPrefix("#")
            }
            for name in names where known.insert(name).inserted {
                do {
                    if try await store.client.facts(of: place.address(of: name)) == nil {
                        seen.withLock { $0.missing.append(name) }
                    }
                } catch {
                    known.remove(name)
                }
            }
            seen.withLock { seen in
                seen.playlists += 1
                seen.shrank = seen.shrank || names.count < seen.longest
                seen.longest = max(seen.longest, names.count)
            }
        }
    }
}

@Suite("UploadService, with SeaweedFS", .serialized, .timeLimit(.minutes(30)))
struct UploadServiceTests {
    /// Runs a service as long as a test does something.
    private func withService(
        _ store: TestStore, _ queue: any UploadQueue, client: S3Client? = nil,
        _ body: (UploadService) async throws -> Void
    ) async throws {
        let files = try FileStore(root: store.root.path, journals: store.root.path + "/.journal")
        let service = UploadService(
            queue: queue, storage: store.uploader(client), copies: files, wallClock: SystemWallClock(),
            backoff: UploadBackoff(first: .milliseconds(50), longest: .milliseconds(200)),
            generator: SeededGenerator(seed: 7),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup { group in
            group.addTask { await service.run() }
            do { try await body(service) } catch {
                service.stop()
                throw error
            }
            service.stop()
            try await group.waitForAll()
        }
        await files.shutdown()
    }

    @Test("an HLS recording grows in the bucket, and its playlist never names what isn't there; the store dies twice")
    func grows() async throws {
        try await TestStore.with { store in
            let catalogue = MemoryCatalogue()
            let observer = Observer()
            let recording = TestRecording(store: store, queue: catalogue)
            let watch = Task { await observer.watch(recording.place, in: store) }
            try await withService(store, catalogue) { service in
                for number in 0..<30 {
                    try await recording.segment(number, size: 60_000)
                    service.wake()
                    if number == 10 || number == 20 { store.weed.kill() }
                    try await Task.sleep(for: .milliseconds(50))
                    if number == 13 || number == 23 {
                        try store.weed.start()
                        try await eventually("segments in the bucket again", within: 60) {
                            observer.longest >= number
                        }
                    }
                }
                let file = try await recording.finish(segments: 30, into: catalogue, keepsCopy: false)
                service.wake()
                try await eventually("that the file has its URL", within: 60) {
                    await catalogue.files(ids: [file.id]).first?.storeURL == "http://store/1"
                }
                let manifest = recording.place.address(of: RecordingManifest.name)
                #expect(try await store.contents(of: manifest) == Data("{}".utf8))
                for number in 0..<30 {
                    let segment = recording.place.address(of: "\(number.padded(to: 5)).ts")
                    #expect(try await store.contents(of: segment) == noise(60_000, seed: UInt64(number)))
                }
                try await eventually("that the copies are gone") {
                    try FileManager.default.contentsOfDirectory(atPath: recording.path("").path)
                        == [RecordingManifest.name]
                }
                // What is deleted goes from the bucket too.
                _ = await catalogue.deleteFile(id: file.id)
                service.wake()
                try await eventually("that the objects are gone") {
                    await catalogue.uploadFigures() == UploadFigures()
                }
                #expect(try await store.contents(of: manifest) == nil)
                #expect(try await store.contents(of: recording.place.address(of: "00007.ts")) == nil)
            }
            watch.cancel()
            await watch.value
            #expect(observer.missing == [])
            #expect(observer.playlists > 30)
            #expect(observer.longest == 30)
        }
    }

    @Test("what was under way when the process ended goes on with the parts that are there")
    func restarts() async throws {
        try await TestStore.with { store in
            let path = store.root.path + "/catalogue.sqlite"
            let tally = Tally()
            let contents = noise(Int(TestStore.partSize) * 6)
            let slow = try await Interceptor(before: store.weed.url, pause: .milliseconds(2)) {
                tally.count(["PUT /"], in: $0)
            }
            try await TestStore.withClient(of: slow.url) { client in
                let first = try SQLiteCatalogue(path: path)
                let recording = TestRecording(store: store, queue: first)
                try await withService(store, first, client: client) { service in
                    try await recording.note([recording.write("a.flv", contents)])
                    service.wake()
                    try await eventually("the fourth part") { tally["PUT /"] >= 4 }
                }
                try first.close()
            }
            let before = tally["PUT /"]
            try await TestStore.withClient(of: slow.url) { client in
                let second = try SQLiteCatalogue(path: path)
                try await withService(store, second, client: client) { _ in
                    try await eventually("the whole file") { try await second.uploadFigures().pending == 0 }
                }
                try second.close()
            }
            #expect(tally["PUT /"] - before <= 3)
            let place = TestRecording(store: store, queue: MemoryCatalogue()).place
            #expect(try await store.contents(of: place.address(of: "a.flv")) == contents)
            try await slow.close()
        }
    }

    @Test("a slow store holds up its own objects only, and what it refuses waits for better days")
    func goesOn() async throws {
        try await TestStore.with { store in
            let catalogue = MemoryCatalogue()
            let refused = TestRecording(store: store, queue: catalogue, session: "2")
            try await withService(store, catalogue) { service in
                // A file that is not there yet: whatever is wrong, the others go on.
                var missing = try refused.write("0.ts", noise(10))
                try FileManager.default.removeItem(at: refused.path("0.ts"))
                try await refused.note([missing])
                let recording = TestRecording(store: store, queue: catalogue)
                for number in 0..<8 { try await recording.segment(number, size: 1_000) }
                service.wake()
                try await eventually("the others") { await catalogue.uploadFigures().pending == 1 }
                missing = try refused.write("0.ts", noise(10))
                try await eventually("the last") { await catalogue.uploadFigures().pending == 0 }
                #expect(try await store.contents(of: refused.place.address(of: "0.ts")) == noise(10))
            }
        }
    }
}
