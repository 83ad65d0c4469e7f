// SPDX-License-Identifier: Apache-2.0

import Callbacks
import RecordingModel
import RecordingTesting

/// Takes notifications, as well as it can just then.
struct SimulatedReceivers: CallbackPosting {
    let world: SimulatedWorld
    let process: SimulatedProcess

    func post(_ json: [UInt8], to url: String) async throws(CallbackFailure) -> String {
        let text = String(decoding: json, as: UTF8.self)
        await process.pause()
        await world.catalogue.perform { [world, process] in
            if process.isAlive { world.posted(text, to: url, $0) }
        }
        let mode = process.isAlive ? world.faults.receivers[url] ?? .well : .well
        await process.stayAlive()
        switch mode {
        case .well: world.received(text, at: url)
        case .slow:
            await process.wait(.seconds(15))
            world.received(text, at: url)
        case .refuses: throw CallbackFailure(reason: "refused")
        case .silent:
            await process.wait(.seconds(20))
            throw CallbackFailure(reason: "timeout")
        case .fails: throw CallbackFailure(reason: "status 500", status: 500, answer: "")
        case .forgets:
            world.received(text, at: url)
            await process.pause()
            throw CallbackFailure(reason: "connection lost")
        }
        await process.pause()
        return "{}"
    }

    func shutdown() async {}
}

/// Tells events in a JSON object of a number, which no two share, and words.
struct SimulatedAnnouncer: Announcer {
    let world: SimulatedWorld

    func announcement(of event: RecordingEvent) -> Announcement? {
        let (type, words) =
            switch event {
            case .pushBegan(let publication): (1, "push \(publication.id.number)")
            case .pushEnded(let publication, at: _, code: _, resolution: _): (0, "end \(publication.id.number)")
            case .fileRecorded(let file): (100, "file \(file.id)")
            case .recordingStatus(let status): (332, "\(status.change.rawValue) \(status.sessionID)")
            case .recordingException(let exception): (341, "exception \(exception.sessionID)")
            }
        return Announcement(
            key: event.key, kind: event.kind, eventType: type, time: event.time,
            body: #"{"event":"\#(words)","n":\#(world.nextNumber())}"#)
    }
}
