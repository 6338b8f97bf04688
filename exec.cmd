@rem `exec` of a POSIX shell, for the scripts of package.json on Windows, where signals do not pass through a shell anyway.
@%*
