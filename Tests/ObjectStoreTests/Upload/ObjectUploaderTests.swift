// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import RecordingModel
import RecordingTesting
import Synchronization
import Testing

@testable import ObjectStore

/// What an uploader told of its uploads in parts.
private final class MultipartNotes: Sendable {
    private let notes = Mutex<[String?]>([])
    var all: [String?] { notes.withLock { $0 } }
    var last: String? { all.last ?? nil }
    @Sendable func note(_ id: String?) { notes.withLock { $0.append(id) } }
}

@Suite("ObjectUploader, with SeaweedFS", .serialized, .timeLimit(.minutes(30)))
struct ObjectUploaderTests {
    @Test("uploads small and empty files, and files in parts, with their types; deletes them")
    func uploads() async throws {
        try await TestStore.with { store in
            let notes = MultipartNotes()
            for (name, contents) in [
                ("index.m3u8", noise(300)), ("empty.json", Data()),
                ("long 直播.flv", noise(Int(TestStore.partSize * 3 + 7))),
                ("exact.mp4", noise(Int(TestStore.partSize * 2))),
            ] {
                let object = store.object(try store.write(name, contents))
                try await store.uploader().upload(object, noteMultipart: notes.note)
                #expect(try await store.contents(of: object.address) == contents)
                try await store.uploader().delete(object)
                #expect(try await store.client.facts(of: object.address) == nil)
                // What is gone already is no fault.
                try await store.uploader().delete(object)
            }
            #expect(notes.all.count == 4)
            #expect(notes.last == nil)
        }
    }

    @Test("goes on with the parts that an earlier attempt has brought there")
    func resumes() async throws {
        try await TestStore.with { store in
            let tally = Tally()
            let slow = try await Interceptor(before: store.weed.url, pause: .milliseconds(1)) {
                tally.count(["PUT /", "POST /"], in: $0)
            }
            try await TestStore.withClient(of: slow.url) { client in
                let notes = MultipartNotes()
                let contents = noise(Int(TestStore.partSize * 6))
                let file = try store.write("long.flv", contents)
                let first = Task {
                    try await store.uploader(client).upload(store.object(file), noteMultipart: notes.note)
                }
                try await eventually("the third part") { tally["PUT /"] >= 3 }
                first.cancel()
                await #expect(throws: UploadFault.self) { try await first.value }
                let id = try #require(notes.last)
                let there = try #require(try await store.client.parts(of: store.object(file).address, in: id))
                #expect(there.count >= 2 && there.count < 6)

                let before = tally["PUT /"]
                try await store.uploader(client).upload(
                    store.object(file, multipartID: id), noteMultipart: notes.note)
                #expect(tally["PUT /"] - before == 6 - there.count)
                #expect(try await store.contents(of: store.object(file).address) == contents)
                #expect(notes.last == nil)
            }
            try await slow.close()
        }
    }

    @Test("begins anew when the store has forgotten the parts")
    func forgotten() async throws {
        try await TestStore.with { store in
            let contents = noise(Int(TestStore.partSize + 1))
            let file = try store.write("long.flv", contents)
            let id = try await store.client.beginMultipart(store.object(file).address, type: "video/x-flv")
            try await store.client.abortMultipart(store.object(file).address, in: id)
            try await store.client.abortMultipart(store.object(file).address, in: id)
            try await store.uploader().upload(store.object(file, multipartID: id)) { _ in }
            #expect(try await store.contents(of: store.object(file).address) == contents)
        }
    }

    @Test("notices a byte that was changed on the way, in one piece and in parts", arguments: [1 << 16, 11 << 20])
    func corrupted(size: Int) async throws {
        try await TestStore.with { store in
            let flips = Mutex(1)
            var contents = noise(size)
            contents.replaceSubrange(size - 3_000..<size - 2_990, with: Data("FLIP--HERE".utf8))
            let proxy = try await Interceptor(before: store.weed.url) { bytes in
                guard let at = Data(bytes.readableBytesView).range(of: Data("FLIP--".utf8)),
                    flips.withLock({ flips in
                        defer { flips -= 1 }
                        return flips > 0
                    })
                else { return bytes }
                var bytes = bytes
                bytes.setInteger(UInt8(ascii: "f"), at: bytes.readerIndex + at.lowerBound)
                return bytes
            }
            try await TestStore.withClient(of: proxy.url) { client in
                let file = try store.write("a.flv", contents)
                let notes = MultipartNotes()
                let fault = await #expect(throws: UploadFault.self) {
                    try await store.uploader(client).upload(store.object(file), noteMultipart: notes.note)
                }
                #expect(fault?.kind == .corrupt, "\(fault?.reason ?? "")")
                #expect(flips.withLock { $0 } == 0)
                // Once more, and it is right.
                try await store.uploader(client).upload(
                    store.object(file, multipartID: notes.last), noteMultipart: notes.note)
                #expect(try await store.contents(of: store.object(file).address) == contents)
            }
            try await proxy.close()
        }
    }

    @Test("reads back where the store's tag is no MD5, and sees what is wrong then")
    func readsBack() async throws {
        try await TestStore.with { store in
            let isDamaged = Mutex(false)
            let reads = Tally()
            let contents = Data("WHOLE".utf8) + noise(5_000)
            // Other tags, and on demand another byte of what is read back.
            let proxy = try await Interceptor(
                before: store.weed.url, request: { reads.count(["GET /"], in: $0) },
                answer: { bytes in
                    var data = Data(bytes.readableBytesView)
                    if let tag = data.range(of: Data("Etag: \"".utf8)) {
                        data.replaceSubrange(tag.upperBound..<tag.upperBound + 4, with: Data("zzzz".utf8))
                    }
                    for checksum in ["X-Amz-Checksum-Sha256", "x-amz-checksum-sha256"] {
                        guard let name = data.range(of: Data(checksum.utf8)) else { continue }
                        data.replaceSubrange(name, with: Data("X-Another-Header-----".utf8))
                    }
                    if isDamaged.withLock({ $0 }), let byte = data.range(of: Data("WHOLE".utf8)) {
                        data[byte.lowerBound] = 0
                    }
                    return ByteBuffer(bytes: data)
                })
            try await TestStore.withClient(of: proxy.url) { client in
                let object = store.object(try store.write("a.ts", contents))
                try await store.uploader(client).upload(object) { _ in }
                #expect(reads["GET /"] == 1)
                isDamaged.withLock { $0 = true }
                let fault = await #expect(throws: UploadFault.self) {
                    try await store.uploader(client).upload(object) { _ in }
                }
                #expect(fault?.kind == .corrupt)
            }
            try await proxy.close()
        }
    }

    @Test("tells wrong credentials, a missing bucket, a dead store and a changed file apart")
    func faults() async throws {
        try await TestStore.with { store in
            let file = try store.write("a.ts", noise(100))
            func kind(_ client: S3Client? = nil, _ object: UploadObject) async -> UploadFault.Kind? {
                let fault = await #expect(throws: UploadFault.self) {
                    try await store.uploader(client).upload(object) { _ in }
                }
                return fault?.kind
            }
            try await TestStore.withClient(of: store.weed.url, secretKey: "wrong") { stranger in
                #expect(await kind(stranger, store.object(file)) == .credentials)
            }
            try await TestStore.withClient(of: store.weed.url, accessKey: WeedServer.writerKey) { writer in
                // The program doesn't tell what may not be from what is not there.
                #expect(await kind(writer, store.object(file, bucket: "missing")) == .credentials)
            }
            var changed = file
            changed.sha256 = String(repeating: "0", count: 64)
            #expect(await kind(nil, store.object(changed)) == .source)
            changed.size += 1
            #expect(await kind(nil, store.object(changed)) == .source)
            changed.name = "none.ts"
            #expect(await kind(nil, store.object(changed)) == .source)
            // None of these is in the bucket.
            #expect(try await store.client.facts(of: store.object(file).address) == nil)
            store.weed.kill()
            #expect(await kind(nil, store.object(file)) == .unavailable)
        }
    }

    @Test("a store that says nothing is given up after a while")
    func silent() async throws {
        try await TestStore.with { store in
            let mute = try await Interceptor(before: store.weed.url, answer: { _ in ByteBuffer() })
            var timeouts = S3Client.Timeouts()
            timeouts.silence = .milliseconds(300)
            try await TestStore.withClient(of: mute.url, timeouts: timeouts) { client in
                let fault = await #expect(throws: UploadFault.self) {
                    try await store.uploader(client).upload(store.object(store.write("a.ts", noise(9)))) { _ in }
                }
                #expect(fault?.kind == .unavailable)
            }
            try await mute.close()
        }
    }
}
