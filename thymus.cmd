@echo off
rem Builds Thymus on first use, then runs it. Incremental: an unchanged tree costs a few seconds of checking only when sources are newer.
setlocal
set "root=%~dp0"
set "program=%root%artifacts\bin\Thymus.Cli\release\thymus.dll"
where dotnet >nul 2>nul || (echo thymus: the .NET 10 SDK is needed ('dotnet' was not found on PATH^). 1>&2 & exit /b 69)
set "build="
if not exist "%program%" set "build=1"
if not exist "%root%artifacts\.built" set "build=1"
if not defined build powershell -NoProfile -Command "$b=(Get-Item '%root%artifacts\.built').LastWriteTime; if (Get-ChildItem -Recurse -File '%root%src' -Include *.cs,*.csproj,*.js,*.css,*.html | Where-Object LastWriteTime -gt $b | Select-Object -First 1) { exit 1 }" || set "build=1"
if defined build (
  echo thymus: building (first use or changed sources^) ... 1>&2
  dotnet build "%root%src\Thymus.Cli\Thymus.Cli.csproj" -c Release -v quiet -nologo 1>&2 || exit /b 70
  type nul > "%root%artifacts\.built"
)
dotnet "%program%" %*
