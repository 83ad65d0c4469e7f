// SPDX-License-Identifier: Apache-2.0

import AMF
import AudioFiles
import FLV
import HLS
import MP4
import MPEGTS
import Media
import NIOCore
import RTMP
import RecordingModel

extension Workload {
    /// The media path, a message or packet at a time.
    static let media = [
        chunkReader,
        serverSession,
        muxer("FLV muxer, packet", FLVMuxer()),
        muxer("MPEG-TS muxer, packet", TSMuxer()),
        muxer("MP4 muxer, packet", MP4Muxer()),
        muxer("Fragmented MP4 muxer, packet", FragmentedMuxer()),
        muxer("ADTS muxer, packet", ADTSMuxer(), of: .audio),
        mp3Muxer,
        recording("FLV recording, packet", file(FLVMuxer())),
        recording("MP4 recording, packet", file(MP4Muxer())),
        recording(
            "HLS recording, packet", HLSPackager(muxer: FallbackMuxer(TSMuxer(), or: FragmentedMuxer())) { _, _ in "" }),
    ]

    private static var chunkReader: Workload {
        Workload("Chunk reader, message") {
            let stream = try MadeStream()
            return { count in
                var reader = ChunkReader(limits: RTMPLimits())
                var number = 0
                for _ in 0..<count {
                    var message = try reader.next()
                    while message == nil {
                        reader.append(stream.reads[number % stream.reads.count])
                        number += 1
                        message = try reader.next()
                    }
                    use(message)
                }
            }
        }
    }

    /// Chunks, messages and tags, up to the packet that the sinks get.
    private static var serverSession: Workload {
        Workload("RTMP session, packet") {
            let stream = try MadeStream()
            return { count in
                var session = try MadeStream.publishingSession(of: stream)
                var (number, packets) = (0, 0)
                while packets < count {
                    guard let action = try session.next() else {
                        session.append(stream.reads[number % stream.reads.count])
                        number += 1
                        continue
                    }
                    if case .media(.packet) = action { packets += 1 }
                    use(action)
                }
            }
        }
    }

    private static func muxer<M: Muxer>(_ name: String, _ muxer: M, of kind: MediaKind? = nil) -> Workload {
        Workload(name) {
            let stream = try MadeStream()
            let numbers = stream.packets.indices.filter { kind == nil || stream.packets[$0].kind == kind }
            let tracks = [stream.video, stream.audio].filter { kind == nil || $0.kind == kind }
            return { count in
                var muxer = muxer
                var bytes = ByteBuffer()
                try muxer.start(tracks: tracks, origin: .zero, into: &bytes)
                for iteration in 0..<count {
                    let (round, index) = iteration.quotientAndRemainder(dividingBy: numbers.count)
                    try muxer.write(stream.packet(round * stream.packets.count + numbers[index]), into: &bytes)
                    // What is full is written; its room is used again.
                    if bytes.readableBytes > batchBytes { bytes.clear() }
                }
            }
        }
    }

    /// 128 kbit/s at 44,100 Hz.
    private static var mp3Muxer: Workload {
        Workload("MP3 muxer, packet") {
            var frame = ByteBuffer(bytes: [0xFF, 0xFB, 0x90, 0x00])
            frame.writeRepeatingByte(0x55, count: 413)
            let track = Track(configuration: .mp3(try MPEGAudioConfiguration(frame: frame)))
            return { [payload = frame] count in
                var muxer = MP3Muxer()
                var bytes = ByteBuffer()
                try muxer.start(tracks: [track], origin: .zero, into: &bytes)
                for iteration in 0..<count {
                    let time = MediaTime.samples(iteration * 1_152, rate: 44_100)
                    try muxer.write(
                        MediaPacket(kind: .audio, decodeTime: time, isKeyframe: true, payload: payload), into: &bytes)
                    if bytes.readableBytes > batchBytes { bytes.clear() }
                }
            }
        }
    }

    private static func file<M: FileMuxer>(_ muxer: M) -> SingleFilePackager<M> {
        SingleFilePackager(muxer: muxer, interval: .seconds(3_600), naming: FileNaming(streamID: "room"))
    }

    /// All that is decided of a packet between the stream and the file.
    private static func recording<P: Packager>(_ name: String, _ packager: P) -> Workload {
        Workload(name) {
            let stream = try MadeStream()
            return { count in
                var session = RecordingSession(packager: packager, until: WallTime(microseconds: .max))
                var batch = FileBatch()
                session.changed(stream.video, into: &batch)
                session.changed(stream.audio, into: &batch)
                for iteration in 0..<count {
                    let packet = stream.packet(iteration)
                    let arrived = WallTime(microseconds: packet.decodeTime.nanoseconds / 1_000)
                    use(session.received(packet, arrived: arrived, into: &batch))
                    if batch.byteCount > batchBytes { use(batch.take()) }
                }
            }
        }
    }

    /// As much as the recorder writes at once.
    private static let batchBytes = 256 << 10
}
