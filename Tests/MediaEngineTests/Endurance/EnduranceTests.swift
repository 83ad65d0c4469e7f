// SPDX-License-Identifier: Apache-2.0

import AMF
import AudioFiles
import FLV
import Foundation
import HLS
import MP4
import MPEGTS
import Media
import NIOCore
import RTMP
import RecordingModel
import Testing

/// A long recording in every format, packet by packet and no second of waiting: an hour in each run, and a day by
/// `make endurance`, which has the process for itself and so can tell how much memory it takes.
///
/// Keyframes of 128 KiB, and audio frames of a size, bring a day's files beyond 4 GiB where their format allows it.
@Suite("Endurance", .serialized, .timeLimit(.minutes(120)))
struct EnduranceTests {
    private static let hours = ProcessInfo.processInfo.environment["AIRCHECK_ENDURANCE_HOURS"].flatMap(Int64.init)
    private static let length = MediaTime.seconds((hours ?? 1) * 3_600)
    private static let isDay = hours.map { $0 >= 24 } ?? false
    private static let memoryLimit = 200 << 20

    private static let film = Programme(kinds: [.video, .audio], keyframeSize: 131_072)

    /// Runs a recording, and tells what it came to.
    private func record<P: Packager>(
        _ packager: P, tracks: [Track], content: RecordingContent = .audioAndVideo, _ programme: Programme = film,
        name: String
    ) throws -> (file: FinishedFile, store: CountingStore) {
        // Another test in this process would count as well.
        let isMeasured = Self.hours != nil && PeakMemory.reset()
        let begun = Date.now
        var simulation = Simulation(packager, content: content, tracks: tracks)
        simulation.run(programme, until: Self.length)
        let peak = PeakMemory.bytes ?? 0
        #expect(simulation.droppedPackets == 0)
        #expect(simulation.notices() == [])
        let file = try #require(simulation.files.only)
        print(
            "endurance, \(name), \(Self.length.seconds / 3_600) h: \(simulation.packets) packets, \(file.size) bytes,"
                + " \(peak >> 20) MiB at the peak, \(Int(Date.now.timeIntervalSince(begun))) s")
        if isMeasured { #expect(peak > 0 && peak < Self.memoryLimit, "\(peak >> 20) MiB") }
        #expect(simulation.packets == (file.facts.video?.packets ?? 0) + (file.facts.audio?.packets ?? 0))
        return (file, simulation.store)
    }

    private var naming: FileNaming { FileNaming(streamID: "s") }

    /// The end of the last audio frame that began in time, on milliseconds as it was pushed.
    private static let soundCount = (length.milliseconds * 48 + 1_023) / 1_024

    @Test("FLV tells its duration to the millisecond and its size in full")
    func flv() throws {
        let packager = SingleFilePackager(muxer: FLVMuxer(), interval: .seconds(30 * 86_400), naming: naming)
        let (file, store) = try record(packager, tracks: Programme.tracks([.video, .audio]), name: "flv")
        let stored = try #require(store.sealed.only)
        #expect(stored.byteCount == file.size)
        if Self.isDay { #expect(file.size > 1 << 32) }
        // onMetaData stands behind the file's header, the first PreviousTagSize and its own tag's header.
        var script = AMF0Reader(try #require(stored.head.getSlice(at: 24, length: stored.head.readableBytes - 24)))
        let (title, contents) = (try script.next(), try script.next())
        #expect(title?.text == "onMetaData")
        let metadata = try #require(contents)
        #expect(metadata["filesize"]?.number == Double(file.size))
        let duration = try #require(metadata["duration"]?.number)
        #expect(abs(duration * 1_000 - Double(file.facts.duration.milliseconds)) < 1)
        // The last tag of all, found by its PreviousTagSize, ends the pictures at the last one's time.
        let end = stored.last.bytes
        let size = try #require(end.getInteger(at: end.writerIndex - 4, as: UInt32.self))
        var tag = end
        tag.moveReaderIndex(to: end.writerIndex - 4 - Int(size))
        let header = try tag.readFLVTagHeader()
        let last = try #require(header)
        #expect(last.kind == .video && Int64(last.timestamp) == Self.length.milliseconds - 40)
        try expectDuration(of: file)
    }

    @Test("MP4 has tables of 64 bits, and durations to the millisecond")
    func mp4() throws {
        let packager = SingleFilePackager(muxer: MP4Muxer(), interval: .seconds(30 * 86_400), naming: naming)
        let (file, store) = try record(packager, tracks: Programme.tracks([.video, .audio]), name: "mp4")
        let stored = try #require(store.sealed.only)
        #expect(stored.byteCount == file.size)
        if Self.isDay { #expect(file.size > 1 << 32) }
        try expectDuration(of: file)
        let movie = MP4File(stored)
        #expect(movie.faults.isEmpty, "\(movie.faults)")
        #expect(movie.tracks.map { Int64($0.samples.count) } == [Self.length.milliseconds / 40, Self.soundCount])
        for track in movie.tracks {
            let duration = Double(track.mediaDuration) / Double(track.timescale)
            #expect(abs(duration - Self.length.seconds) < 0.0225, "\(track.handler)")
            let last = try #require(track.samples.last)
            #expect((last.offset > Int64(UInt32.max)) == Self.isDay)
        }
        #expect(movie.tracks.first?.mediaDuration == Self.length.milliseconds * 90)
    }

    @Test("HLS lists segments whose lengths add up to the millisecond")
    func hls() throws {
        let packager = HLSPackager(muxer: TSMuxer()) { _, _ in "title" }
        let (file, store) = try record(packager, tracks: Programme.tracks([.video, .audio]), name: "hls")
        let playlist = String(buffer: try #require(store.replaced))
        #expect(file.size == store.sealedByteCount + Int64(playlist.utf8.count))
        if Self.isDay { #expect(file.size > 1 << 32) }
        try expectDuration(of: file)
        let lengths = playlist.split(separator: "\n").filter { $0.hasPrefix("#EXTINF:") }
            .compactMap { Double($0.dropFirst(8).dropLast()) }
        #expect(lengths.count == Int(Self.length.milliseconds / 10_000))
        let duration = lengths.reduce(0, +)
        #expect(abs(duration - file.facts.duration.seconds) < 0.001, "\(duration)")
    }

    @Test("AAC holds every frame")
    func aac() throws {
        let packager = SingleFilePackager(muxer: ADTSMuxer(), interval: .seconds(30 * 86_400), naming: naming)
        let frame = ByteBuffer(repeating: 0x21, count: 1_100)
        let (file, store) = try record(
            packager, tracks: Programme.tracks([.audio]), content: .audio, Programme(kinds: [.audio], sound: frame),
            name: "aac")
        #expect(file.facts.audio?.packets == Self.soundCount)
        #expect(file.size == Self.soundCount * (1_100 + 7))
        #expect(store.sealed.only?.byteCount == file.size)
        if Self.isDay { #expect(file.size > 1 << 32) }
        try expectDuration(of: file)
    }

    @Test("MP3 counts every frame in its first")
    func mp3() throws {
        let packager = SingleFilePackager(muxer: MP3Muxer(), interval: .seconds(30 * 86_400), naming: naming)
        let (file, store) = try record(
            packager, tracks: [Programme.mp3()], content: .audio,
            Programme(kinds: [.audio], frameLength: 1_152, sound: Programme.mp3Frame), name: "mp3")
        let stored = try #require(store.sealed.only)
        #expect(stored.byteCount == file.size)
        let tag = try #require(stored.head.getSlice(at: 36, length: 12))
        #expect(String(buffer: tag).hasPrefix("Info"))
        let count = try #require(tag.getInteger(at: tag.readerIndex + 8, as: UInt32.self))
        #expect(Int64(count) * 24 == Self.length.milliseconds)
        try expectDuration(of: file)
    }

    /// From the first packet to the end of the last frame, which the last audio frame may put after the programme's.
    private func expectDuration(of file: FinishedFile) throws {
        if let video = file.facts.video { #expect(video.duration == Self.length) }
        let audio = try #require(file.facts.audio)
        let length = audio.packets * (audio.track.configuration.name == "mp3" ? 1_152 : 1_024) * 1_000 / 48
        #expect(abs(audio.duration.nanoseconds / 1_000 - length) <= 1_000)
    }

    @Test("FLV goes on in another file before its time ends, and RTMP's wraps of 2^31 and 2^32 ms leave no trace")
    func weeks() throws {
        let packager = SingleFilePackager(muxer: FLVMuxer(), interval: .seconds(90 * 86_400), naming: naming)
        var simulation = Simulation(packager, tracks: try Programme.tracks([.video]))
        var unwrapper = TimestampUnwrapper()
        var programme = Programme(kinds: [.video])
        let first = programme.next(until: .seconds(1))
        let picture = try #require(first)
        // A keyframe every eight seconds for 52 days; less often would be a jump.
        let count = 52 * 86_400 / 8 as Int64
        for index in 0..<count {
            var packet = picture
            packet.decodeTime = try unwrapper.unwrap(UInt32(truncatingIfNeeded: index * 8_000))
            simulation.receive(packet)
        }
        simulation.finish()
        #expect(simulation.droppedPackets == 0)
        // Pictures so far apart are odd, and are recorded all the same.
        #expect(simulation.notices() == [.odd(.videoUneven, count: Int(count) - 1)])
        #expect(simulation.files.map { $0.facts.video?.packets ?? 0 }.reduce(0, +) == count)
        #expect(simulation.files.count == 3)
        for (file, next) in zip(simulation.files, simulation.files.dropFirst()) {
            let last = try #require(file.facts.video)
            let first = try #require(next.facts.video)
            #expect(first.firstDecodeTime - last.lastDecodeTime == .seconds(8))
            #expect((last.lastDecodeTime - last.firstDecodeTime).milliseconds <= Int64(Int32.max))
            #expect((last.lastDecodeTime - last.firstDecodeTime).milliseconds > Int64(Int32.max) - 12_000)
        }
        #expect(simulation.files.last?.facts.video?.lastDecodeTime == .milliseconds((count - 1) * 8_000))
    }
}

extension Array {
    /// The element, when there is one and no other.
    fileprivate var only: Element? { count == 1 ? first : nil }
}
