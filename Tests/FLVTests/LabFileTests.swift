// SPDX-License-Identifier: Apache-2.0

import FLV
import Foundation
import Media
import NIOCore
import RecordingTesting
import Testing

/// The files of the Enhanced RTMP lab, as its own programs wrote them.
@Suite("Enhanced RTMP lab files")
struct LabFileTests {
    /// A file, its counts of video packets, keyframes and audio packets, its picture and its last times.
    struct Lab: CustomTestStringConvertible {
        var name: String
        var video: Int
        var keyframes: Int
        var audio: Int
        var size: PictureSize
        var channels: Int
        var videoEnd: Int64
        var audioEnd: Int64

        var testDescription: String { name }
    }

    static let labs = [
        lab("testsrc", video: 75, keyframes: 1, audio: 125, 980, 540, channels: 1, videoEnd: 2_474, audioEnd: 2_481),
        lab("mptestsrc", video: 75, keyframes: 2, audio: 125, 512, 512, channels: 1, videoEnd: 2_474, audioEnd: 2_481),
        lab("testsrc2", video: 6, keyframes: 1, audio: 10, 980, 540, channels: 1, videoEnd: 174, audioEnd: 181),
        lab("bbb", video: 21, keyframes: 2, audio: 41, 960, 540, channels: 2, videoEnd: 774, audioEnd: 800),
    ]

    private static func lab(
        _ name: String, video: Int, keyframes: Int, audio: Int, _ width: Int, _ height: Int, channels: Int,
        videoEnd: Int64, audioEnd: Int64
    ) -> Lab {
        Lab(
            name: name, video: video, keyframes: keyframes, audio: audio,
            size: PictureSize(width: width, height: height), channels: channels, videoEnd: videoEnd,
            audioEnd: audioEnd)
    }

    private func read(_ name: String) throws -> [MediaEvent] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let url = folder.appendingPathComponent("Fixtures/\(name).flv")
        // The files are the first part of what the lab has; their metadata is about the whole.
        return try StrictFile(ByteBuffer(bytes: try Data(contentsOf: url)), tolerating: StrictFile.unsealed).events()
    }

    @Test("are decoded completely", arguments: labs)
    func decodes(lab: Lab) throws {
        var tracks: Set<Track> = []
        var packets: [MediaPacket] = []
        for event in try read(lab.name) {
            switch event {
            case .track(let track): tracks.insert(track)
            case .packet(let packet): packets.append(packet)
            case .leftOut(let what): Issue.record("left out: \(what)")
            }
        }
        // Repeated sequence starts are no change: one track of each kind.
        #expect(tracks.count == 2)
        let video = try #require(tracks.first { $0.kind == .video }?.configuration)
        let audio = try #require(tracks.first { $0.kind == .audio }?.configuration)
        #expect(video.name == "av1" && video.pictureSize == lab.size)
        #expect(audio.name == "opus" && audio.channelCount == lab.channels && audio.sampleRate == 48_000)
        let (pictures, sounds) = (packets.filter { $0.kind == .video }, packets.filter { $0.kind == .audio })
        #expect((pictures.count, sounds.count) == (lab.video, lab.audio))
        #expect(pictures.filter(\.isKeyframe).count == lab.keyframes)
        #expect(pictures.last?.decodeTime == .milliseconds(lab.videoEnd))
        #expect(sounds.last?.decodeTime == .milliseconds(lab.audioEnd))
        // No temporal delimiter is left.
        #expect(pictures.allSatisfy { !$0.payload.readableBytesView.starts(with: [0x12, 0]) })
    }

    @Test("read the same from a file that is made of their packets", arguments: labs)
    func rewrites(lab: Lab) throws {
        let events = try read(lab.name)
        var muxer = FLVMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [], origin: .zero, into: &bytes)
        for event in events {
            switch event {
            case .track(let track): try muxer.change(track, at: .zero, into: &bytes)
            case .packet(let packet): try muxer.write(packet, into: &bytes)
            case .leftOut: break
            }
        }
        let patches = try muxer.finish(into: &bytes)
        bytes.apply(patches)
        let file = try StrictFile(bytes)
        #expect(try file.packets().map { PacketKey($0) } == packets(of: events).map { PacketKey($0) })
        #expect(file.number("videocodecid") == Double(0x6176_3031))
        #expect(file.number("audiocodecid") == Double(0x4F70_7573))
        #expect(file.number("width") == Double(lab.size.width))
    }

    private func packets(of events: [MediaEvent]) -> [MediaPacket] {
        events.compactMap { event in
            switch event {
            case .packet(let packet): packet
            case .track, .leftOut: nil
            }
        }
    }
}
