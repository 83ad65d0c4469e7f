// SPDX-License-Identifier: Apache-2.0

package import Media

/// One push of the history: admitted and perhaps still live, or refused.
package struct PushRecord: Hashable, Sendable {
    /// How a push ended.
    package struct End: Hashable, Sendable {
        package var time: WallTime
        package var code: StopCode
        /// The picture's size, where there was one.
        package var resolution: PictureSize?

        package init(time: WallTime, code: StopCode, resolution: PictureSize? = nil) {
            self.time = time
            self.code = code
            self.resolution = resolution
        }
    }

    /// Its parameters, which hold the secrets of the push, are not kept.
    package var publication: Publication
    /// Whether the push was let in.
    package var isAdmitted: Bool
    /// Nil while the push is live.
    package var end: End?

    package init(publication: Publication, isAdmitted: Bool, end: End?) {
        self.publication = publication
        self.publication.parameters = ""
        self.isAdmitted = isAdmitted
        self.end = end
    }

    /// Whole seconds from begin to end, 0 while the push is live; the world's clock may have been set back meanwhile.
    package var seconds: Int64 {
        end.map { max(0, $0.time.microseconds - publication.begun.microseconds) / 1_000_000 } ?? 0
    }
}
