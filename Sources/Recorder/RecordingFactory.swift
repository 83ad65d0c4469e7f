// SPDX-License-Identifier: Apache-2.0

import AudioFiles
import FLV
import HLS
import MP4
import MPEGTS
import Media
import NIOCore
package import RecordingModel

/// Makes the sink that records a stream in a format, and ends what a crash left of one.
package struct RecordingFactory: Sendable {
    let store: any MediaStore
    private let transcoding: any AudioTranscoding
    private let clock: any WallClock
    let options: RecordingOptions
    private let rooms = BatchRooms()

    /// A factory of sinks that write to a store.
    package init(
        store: any MediaStore, transcoding: any AudioTranscoding, clock: any WallClock,
        options: RecordingOptions = RecordingOptions()
    ) {
        self.store = store
        self.transcoding = transcoding
        self.clock = clock
        self.options = options
    }

    /// What makes a recording's sink on its stream's loop.
    func makeSink(for recording: Recording) -> MakeSink {
        let makeSink = Self.packaging(of: recording, options).makeSink(
            recording, environment: RecordingEnvironment(store: store, clock: clock, options: options, rooms: rooms))
        guard recording.id.format == .mp3 else { return makeSink }
        return { [transcoding, clock] flow, eventLoop, report in
            TranscodingSink(
                before: makeSink(flow, eventLoop, report), until: recording.end, transcoding: transcoding,
                clock: clock
            ) { report(.noticed(.notTranscoded("\($0)"), at: clock.now)) }
        }
    }

    /// How a recording's files are made: the only place where formats are told apart.
    static func packaging(of recording: Recording, _ options: RecordingOptions) -> any Packaging {
        let naming = FileNaming(
            pattern: recording.settings.fileNamePattern, streamID: recording.publication.key.stream,
            offset: options.nameOffset)
        let interval = MediaTime.seconds(recording.settings.recordInterval)
        switch recording.id.format {
        case .hls:
            let muxer = FallbackMuxer(
                TSMuxer(), or: FragmentedMuxer(), beginsWithFallback: options.areSegmentsFragmented)
            return PackagerPackaging(content: recording.content) {
                HLSPackager(muxer: muxer) { naming.title(start: $0, end: $1, reserved: 0) }
            }
        case .flv:
            return PackagerPackaging(content: recording.content) {
                SingleFilePackager(muxer: FLVMuxer(), interval: interval, naming: naming)
            }
        case .mp4:
            let muxer = MP4Muxer(isMovieFirst: options.isMovieFirst)
            return PackagerPackaging(content: recording.content) {
                SingleFilePackager(muxer: muxer, interval: interval, naming: naming)
            }
        case .aac:
            return PackagerPackaging(content: .audio) {
                SingleFilePackager(muxer: ADTSMuxer(), interval: interval, naming: naming)
            }
        case .mp3:
            return PackagerPackaging(content: .audio) {
                SingleFilePackager(muxer: MP3Muxer(), interval: interval, naming: naming)
            }
        }
    }
}
