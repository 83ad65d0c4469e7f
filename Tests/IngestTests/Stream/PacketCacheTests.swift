// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@testable import Ingest

@Suite("Packet cache")
struct PacketCacheTests {
    /// `v0k` is a video keyframe of 0 ms, `a23` an audio frame of 23 ms, each arriving at its own time.
    private func cache(_ names: [String], byteLimit: Int = 1 << 20) -> PacketCache {
        var cache = PacketCache(byteLimit: byteLimit)
        if names.contains(where: { $0.hasPrefix("v") }) { cache.noteVideo() }
        for name in names { cache.append(packet(name), arrived: wall(name)) }
        return cache
    }

    private func milliseconds(_ name: String) -> Int64 {
        Int64(name.filter(\.isNumber)) ?? 0
    }

    private func packet(_ name: String) -> MediaPacket {
        MediaPacket(
            kind: name.hasPrefix("v") ? .video : .audio, decodeTime: .milliseconds(milliseconds(name)),
            isKeyframe: name.hasSuffix("k") || name.hasPrefix("a"), payload: ByteBuffer(string: name))
    }

    private func wall(_ name: String) -> WallTime {
        WallTime(microseconds: milliseconds(name) * 1_000)
    }

    private func replay(_ cache: PacketCache, from milliseconds: Int64) -> [String] {
        cache.replay(from: WallTime(microseconds: milliseconds * 1_000)).map { String(buffer: $0.packet.payload) }
    }

    @Test("begins with the last keyframe at or before the start, not with a newer one")
    func beginsAtTheLastKeyframeBefore() {
        let cache = cache(["v0k", "v500", "v1000k", "v1500", "v2000k", "v2040"])
        #expect(replay(cache, from: 1_999) == ["v1000k", "v1500", "v2000k", "v2040"])
        #expect(replay(cache, from: 2_000) == ["v2000k", "v2040"])
    }

    @Test("begins with the newest keyframe for an order that came late")
    func beginsAtTheNewest() {
        let cache = cache(["v5000k", "v5500", "v5600k", "v5640"])
        #expect(replay(cache, from: 1_000) == ["v5600k", "v5640"])
    }

    @Test("takes along the audio that belongs to the first picture though it arrived before")
    func takesAudioAlong() {
        var cache = cache(["v0k"])
        cache.append(packet("a990"), arrived: wall("a990"))
        cache.append(packet("a1010"), arrived: wall("a995"))
        cache.append(packet("v1000k"), arrived: wall("v1000k"))
        #expect(replay(cache, from: 1_000) == ["a1010", "v1000k"])
    }

    @Test("begins with any audio frame when there is no video")
    func beginsWithAudio() {
        let cache = cache(["a0", "a23", "a46", "a69"])
        #expect(replay(cache, from: 50) == ["a46", "a69"])
    }

    @Test("drops groups that no order can need any more")
    func dropsOldGroups() {
        let names = (0..<100).map { "v\($0 * 1_000)k" }
        let cache = cache(names)
        #expect(replay(cache, from: 0) == ["v99000k"])
        #expect(replay(cache, from: 98_500) == ["v98000k", "v99000k"])
        #expect(replay(cache, from: 97_000) == ["v99000k"])
    }

    @Test("holds no more than its limit, and starts anew with the next keyframe")
    func isBounded() {
        var cache = PacketCache(byteLimit: 10)
        cache.noteVideo()
        for name in ["v0k", "v40", "v80", "v120"] { cache.append(packet(name), arrived: wall(name)) }
        #expect(replay(cache, from: 120).isEmpty)
        cache.append(packet("v160k"), arrived: wall("v160k"))
        #expect(replay(cache, from: 160) == ["v160k"])
    }
}
