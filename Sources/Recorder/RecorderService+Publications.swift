// SPDX-License-Identifier: Apache-2.0

import Logging
package import Media
package import RecordingModel

extension RecorderService: PublicationObserver {
    package func publicationBegan(_ source: any LiveSource) async {
        let publication = source.publication
        sources[publication.id] = source
        let rule = await rule(for: publication.key)
        await carryOut(planner.began(publication.id, of: publication.key, rule: rule, at: clock.now))
    }

    package func publicationEnded(
        _ publication: Publication, at time: WallTime, code: StopCode, resolution: PictureSize?
    ) async {
        sources[publication.id] = nil
        await carryOut(planner.ended(publication.id, at: time))
    }

    private func rule(for key: StreamKey) async -> RecordRule? {
        do {
            return try await catalogue.recordRule(for: key)
        } catch {
            logger.error("rules can't be read, none is applied", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
