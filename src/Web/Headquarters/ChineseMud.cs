// What the component library says by itself (to screen readers, mostly), in Chinese; its own English is left to it.
using HaoLin.Web.Shared;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HaoLin.Web.Headquarters;

public sealed class ChineseMud : MudLocalizer
{
    static readonly Dictionary<string, string> words = new()
    {
        ["MudAlert_Close"] = "关掉这条提示", ["MudSnackbar_Close"] = "关掉这条提示", ["MudDialog_Close"] = "关闭", ["MudInput_Clear"] = "清空", ["MudInput_Increment"] = "加一点",
        ["MudInput_Decrement"] = "减一点", ["MudTablePager_FirstPage"] = "第一页", ["MudTablePager_PreviousPage"] = "上一页", ["MudTablePager_NextPage"] = "下一页",
        ["MudTablePager_LastPage"] = "最后一页", ["MudTable_Loading"] = "正在读取", ["MudTimePicker_Open"] = "选时间", ["MudFormComponent_Required"] = "这里要填",
    };

    public override LocalizedString this[string key] => !Tongue.IsEnglish && words.TryGetValue(key, out var chinese) ? new(key, chinese) : new(key, key, resourceNotFound: true);
}
