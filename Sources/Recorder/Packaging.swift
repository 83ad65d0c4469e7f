// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// Makes files of a recording in one format, whichever packager that takes.
protocol Packaging: Sendable {
    /// Makes the sink that records a stream.
    func makeSink(_ recording: Recording, environment: RecordingEnvironment) -> MakeSink
    /// Ends the files that a crash left.
    func recover(_ notes: [PackagerNote], in folder: any CutFolder) throws -> PackagedRemains
    /// Makes a recording of packets that were held when the server died.
    func replay(_ held: [HeldNote]) -> PackagedRemains
}

/// What is to be done on disk so that files become complete, and which these are.
struct PackagedRemains: Sendable {
    var operations: [FileOperation] = []
    var files: [FinishedFile] = []
    var gaps: [Gap] = []
}

/// What sinks need of their surroundings.
struct RecordingEnvironment: Sendable {
    let store: any MediaStore
    let clock: any WallClock
    let options: RecordingOptions
    let rooms: BatchRooms
}

/// Makes files with one kind of packager.
struct PackagerPackaging<P: Packager>: Packaging {
    let content: RecordingContent
    let makePackager: @Sendable () -> P

    func makeSink(_ recording: Recording, environment: RecordingEnvironment) -> MakeSink {
        { [self] flow, eventLoop, report in
            let session = RecordingSession(
                packager: makePackager(), until: recording.end, content: content, interrupted: recording.interrupted)
            let sessionID = String(recording.sessionID)
            let sink = RecorderSink(
                RecorderSink.State(
                    session: session, manifest: RecordingManifest(recording),
                    writer: environment.store.makeWriter(folder: recording.folder, sessionID: sessionID)),
                mayContinue: recording.continueDuration > 0, flow: flow, eventLoop: eventLoop,
                clock: environment.clock, rooms: environment.rooms, report: report)
            sink.announce(.began(recording, environment.options))
            return sink
        }
    }

    func recover(_ notes: [PackagerNote], in folder: any CutFolder) throws -> PackagedRemains {
        var packager = makePackager()
        var batch = FileBatch()
        let files = try packager.recover(notes, in: folder, into: &batch)
        return PackagedRemains(operations: batch.take(), files: files)
    }

    func replay(_ held: [HeldNote]) -> PackagedRemains {
        var session = RecordingSession(
            packager: makePackager(), until: WallTime(microseconds: .max), content: content)
        var batch = FileBatch()
        var remains = PackagedRemains()
        for note in held {
            for track in note.tracks { session.changed(track, into: &batch) }
            for held in note.packets {
                let step = session.received(held.packet, arrived: held.arrived, into: &batch)
                if case .fileFinished(let file) = step { remains.files.append(file) }
            }
        }
        let step = session.sourceEnded(at: WallTime(microseconds: .max), into: &batch)
        if case .ended(.some(let file)) = step { remains.files.append(file) }
        for case .gap(let gap) in session.takeNotices() { remains.gaps.append(gap) }
        remains.operations = batch.take()
        return remains
    }
}

extension RecordingManifest {
    /// The manifest of a recording that has no file yet.
    init(_ recording: Recording) {
        self.init(
            sessionID: String(recording.sessionID), cause: recording.id.cause, templateID: recording.templateID,
            format: recording.id.format, key: recording.publication.key, lossBound: RecorderLimits.lossBound)
    }
}
