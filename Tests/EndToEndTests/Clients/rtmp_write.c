// SPDX-License-Identifier: Apache-2.0
// Pushes an FLV file through rtmpdump's librtmp, whose command can only pull: rtmp_write FILE URL
#include <librtmp/rtmp.h>
#include <stdio.h>

static int fail(const char *what)
{
    fprintf(stderr, "rtmp_write: %s\n", what);
    return 1;
}

int main(int count, char **arguments)
{
    if (count != 3)
        return fail("expected FILE URL");
    FILE *file = fopen(arguments[1], "rb");
    if (!file)
        return fail("cannot read the file");

    RTMP *rtmp = RTMP_Alloc();
    RTMP_Init(rtmp);
    if (!RTMP_SetupURL(rtmp, arguments[2]))
        return fail("bad URL");
    RTMP_EnableWrite(rtmp);
    if (!RTMP_Connect(rtmp, NULL))
        return fail("not connected");
    if (!RTMP_ConnectStream(rtmp, 0))
        return fail("not accepted");

    // A tag at a time, with its trailing size: RTMP_Write loses its place in a tag header that comes in two pieces.
    static char tag[11 + 0xFFFFFF + 4];
    fseek(file, 9 + 4, SEEK_SET);
    while (fread(tag, 1, 11, file) == 11) {
        const unsigned char *head = (const unsigned char *)tag;
        size_t rest = ((size_t)head[1] << 16 | head[2] << 8 | head[3]) + 4;
        if (fread(tag + 11, 1, rest, file) != rest)
            return fail("cut file");
        if (RTMP_Write(rtmp, tag, (int)(11 + rest)) <= 0)
            return fail("not written");
    }

    RTMP_Close(rtmp);
    RTMP_Free(rtmp);
    fclose(file);
    return 0;
}
