// SPDX-License-Identifier: Apache-2.0

import AudioFiles
import FLV
import HLS
import MP4
import MPEGTS
import Media
import NIOCore
package import RecordingModel

/// Makes the sink that records a stream in a format: the only place where formats are told apart.
package struct RecordingFactory: Sendable {
    private let store: any MediaStore
    private let transcoding: any AudioTranscoding
    private let clock: any WallClock
    private let options: RecordingOptions

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
        let naming = FileNaming(
            pattern: recording.settings.fileNamePattern, streamID: recording.publication.key.stream,
            offset: options.nameOffset)
        let interval = MediaTime.seconds(recording.settings.recordInterval)
        switch recording.id.format {
        case .hls:
            let muxer = FallbackMuxer(
                TSMuxer(), or: FragmentedMuxer(), beginsWithFallback: options.areSegmentsFragmented)
            return make(recording) { HLSPackager(muxer: muxer) { naming.title(start: $0, end: $1, reserved: 0) } }
        case .flv:
            return make(recording) { SingleFilePackager(muxer: FLVMuxer(), interval: interval, naming: naming) }
        case .mp4:
            let muxer = MP4Muxer(isMovieFirst: options.isMovieFirst)
            return make(recording) { SingleFilePackager(muxer: muxer, interval: interval, naming: naming) }
        case .aac:
            return make(recording, content: .audio) {
                SingleFilePackager(muxer: ADTSMuxer(), interval: interval, naming: naming)
            }
        case .mp3:
            let makeSink = make(recording, content: .audio) {
                SingleFilePackager(muxer: MP3Muxer(), interval: interval, naming: naming)
            }
            return { [transcoding, clock] flow, eventLoop, report in
                TranscodingSink(
                    before: makeSink(flow, eventLoop, report), until: recording.end, transcoding: transcoding,
                    clock: clock
                ) { report(.noticed(.notTranscoded("\($0)"), at: clock.now)) }
            }
        }
    }

    private func make<P: Packager>(
        _ recording: Recording, content: RecordingContent? = nil, packager: @escaping @Sendable () -> P
    ) -> MakeSink {
        { [store, clock] flow, eventLoop, report in
            let manifest = RecordingManifest(
                sessionID: String(recording.sessionID), cause: recording.id.cause, templateID: recording.templateID,
                format: recording.id.format, key: recording.publication.key, lossBound: RecorderLimits.lossBound)
            let session = RecordingSession(
                packager: packager(), until: recording.end, content: content ?? recording.content)
            return RecorderSink(
                RecorderSink.State(
                    session: session, manifest: manifest, writer: store.makeWriter(folder: recording.folder)),
                mayContinue: recording.continueDuration > 0, flow: flow, eventLoop: eventLoop, clock: clock,
                report: report)
        }
    }
}

/// What the operator chooses for all recordings.
package struct RecordingOptions: Sendable {
    /// Whether MP4 files get their movie box at the front, which takes a copy of each when it ends.
    package var isMovieFirst = false
    /// Whether the segments of HLS are fragmented MP4 also where MPEG-TS would hold their tracks.
    package var areSegmentsFragmented = false
    /// Seconds east of UTC of the times in file names.
    package var nameOffset = CivilTime.beijingOffset

    package init() {}
}
